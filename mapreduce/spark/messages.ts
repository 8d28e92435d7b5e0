/**
 * The part of the Spark Connect protocol that is used here, as protobuf's JSON description. Field numbers are those of
 * Spark 4's `spark/connect/*.proto` (github.com/apache/spark, sql/connect/common/src/main/protobuf). A relation that the server hands
 * out is handed back as the bytes it came in, so that none of its own fields need be known.
 * @module
 */

type Field = { readonly type: string; readonly id: number; readonly rule?: "repeated" };
type MessageType = {
  readonly fields: { readonly [name: string]: Field };
  readonly oneofs?: object;
  readonly nested?: object;
};

const message = (fields: { readonly [name: string]: readonly [string, number, "repeated"?] }): MessageType => ({
  fields: Object.fromEntries(
    Object.entries(fields).map(([name, [type, id, rule]]) => [
      name,
      rule === undefined ? { type, id } : { type, id, rule },
    ]),
  ),
});

const session = { session_id: ["string", 1], user_context: ["UserContext", 2] } as const;

const types = {
  UserContext: message({ user_id: ["string", 1], user_name: ["string", 2] }),
  SQL: message({ query: ["string", 1] }),
  Relation: message({ sql: ["SQL", 10] }),
  SqlCommand: message({ input: ["Relation", 6] }),
  Command: message({ sql_command: ["SqlCommand", 5] }),
  Plan: message({ root: ["bytes", 1], command: ["Command", 2] }),
  ExecutePlanRequest: message({
    ...session,
    plan: ["Plan", 3],
    client_type: ["string", 4],
    operation_id: ["string", 6],
  }),
  ArrowBatch: message({ row_count: ["int64", 1], data: ["bytes", 2] }),
  SqlCommandResult: message({ relation: ["bytes", 1] }),
  StageInfo: message({ num_tasks: ["int64", 2], num_completed_tasks: ["int64", 3], done: ["bool", 5] }),
  ExecutionProgress: message({ stages: ["StageInfo", 1, "repeated"], num_inflight_tasks: ["int64", 2] }),
  ExecutePlanResponse: message({
    arrow_batch: ["ArrowBatch", 2],
    sql_command_result: ["SqlCommandResult", 5],
    operation_id: ["string", 12],
    execution_progress: ["ExecutionProgress", 18],
  }),
  ArtifactChunk: message({ data: ["bytes", 1], crc: ["int64", 2] }),
  SingleChunkArtifact: message({ name: ["string", 1], data: ["ArtifactChunk", 2] }),
  Batch: message({ artifacts: ["SingleChunkArtifact", 1, "repeated"] }),
  AddArtifactsRequest: message({ ...session, batch: ["Batch", 3] }),
  ArtifactSummary: message({ name: ["string", 1], is_crc_successful: ["bool", 2] }),
  AddArtifactsResponse: message({ artifacts: ["ArtifactSummary", 1, "repeated"] }),
  InterruptRequest: message({ ...session, interrupt_type: ["int32", 4], operation_id: ["string", 6] }),
  InterruptResponse: message({ interrupted_ids: ["string", 2, "repeated"] }),
  ReleaseSessionRequest: message({ ...session }),
  ReleaseSessionResponse: message({ session_id: ["string", 1] }),
  SparkVersion: message({ version: ["string", 1] }),
  AnalyzePlanRequest: message({ ...session, spark_version: ["SparkVersion", 10] }),
  AnalyzePlanResponse: message({ spark_version: ["SparkVersion", 8] }),
};

const rpc = (name: string, stream: { readonly requestStream?: true; readonly responseStream?: true } = {}): object => ({
  requestType: `${name}Request`,
  responseType: `${name}Response`,
  ...stream,
});

/** The service's full name. */
export const SERVICE = "spark.connect.SparkConnectService";

/** What protobuf's loader takes. */
export const DESCRIPTION: object = {
  nested: {
    spark: {
      nested: {
        connect: {
          nested: {
            ...types,
            SparkConnectService: {
              methods: {
                ExecutePlan: rpc("ExecutePlan", { responseStream: true }),
                AnalyzePlan: rpc("AnalyzePlan"),
                AddArtifacts: rpc("AddArtifacts", { requestStream: true }),
                Interrupt: rpc("Interrupt"),
                ReleaseSession: rpc("ReleaseSession"),
              },
            },
          },
        },
      },
    },
  },
};

/** `INTERRUPT_TYPE_OPERATION_ID`. */
export const INTERRUPT_OPERATION = 3;
