# JupyterLab with the kernel, as a user without root: `docker build -t tslab-bigdata .`; see docs/homes.md.
FROM python:3.12-slim
RUN useradd --create-home --uid 1000 jupyter && install -d -o jupyter -g jupyter /home/jupyter/tslab-bigdata
USER jupyter
WORKDIR /home/jupyter/tslab-bigdata
ENV PATH=/home/jupyter/environment/bin:$PATH
COPY --chown=jupyter:jupyter . .
RUN python -m venv /home/jupyter/environment \
  && pip install --no-cache-dir -r binder/requirements.txt \
  && binder/postBuild \
  && rm -rf /home/jupyter/.npm
EXPOSE 8888
CMD ["jupyter", "lab", "--ip", "0.0.0.0", "--no-browser", "notebooks"]
