"""Prints what an MLflow server holds of an experiment with one run, as JSON: arguments are the server and the experiment."""

import json
import sys

import mlflow
from mlflow import MlflowClient
from mlflow.entities import ViewType

mlflow.set_tracking_uri(sys.argv[1])
client = MlflowClient()
experiment = client.get_experiment_by_name(sys.argv[2])
(run,) = client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL)
run_id = run.info.run_id
table = client.load_table(experiment.experiment_id, "evals.json", [run_id])
print(
    json.dumps(
        {
            "name": run.info.run_name,
            "status": run.info.status,
            "params": run.data.params,
            "history": {name: [[m.step, m.value] for m in client.get_metric_history(run_id, name)] for name in run.data.metrics},
            "artifacts": {a.path: a.file_size for a in client.list_artifacts(run_id)},
            "evaluations": len(table),
        }
    )
)
