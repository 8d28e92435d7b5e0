/** Our own Markdown without its marks: headings, emphasis, code, tables. Not a general converter. */
export function plainOf(markdown: string): string {
  return markdown
    .split("\n")
    .filter((line) => !/^\|(?:-+\|)+$/.test(line) && !line.startsWith("```"))
    .map((line) =>
      line.startsWith("|")
        ? line
            .slice(1, -1)
            .trim()
            .split(/\s*(?<!\\)\|\s*/)
            .join("  ")
            .replaceAll("\\|", "|")
        : line.replace(/^#+ /, ""),
    )
    .join("\n")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/`([^`\n]+)`/g, "$1");
}
