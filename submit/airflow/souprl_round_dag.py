"""One run of this DAG is one round of SoupRL: rollout, scoring, training, evaluation, each a spark-submit.

The first task asks the run which round is next and fixes it for all stages, by the name of the DAG run. So a task
that is retried or cleared, or a whole DAG run that is repeated, works on the same round, and a stage that is done
does nothing. An asset on the run's checkpoints lets other DAGs start when there is a new policy.

Written for Airflow 3 (2.11 loads it too) with apache-airflow-providers-apache-spark. Set where the scheduler runs:

  SOUPRL_HOME     the repository after `mvn package`, on every Airflow worker
  SOUPRL_RUN_DIR  run.dir: a folder or bucket that driver and executors reach
  SOUPRL_CONFIG   YAML file of the run, a path on the Airflow workers
  SOUPRL_SPARK_CONF  Spark properties file; default: conf/spark-defaults-standalone.conf of SOUPRL_HOME

and the Spark connection `spark_default` (host: spark://HOST:7077, yarn or local[2,3]).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

try:
    from airflow.sdk import DAG, Asset, Param, task
except ImportError:  # Airflow 2
    from airflow.datasets import Dataset as Asset
    from airflow.decorators import task
    from airflow.models.dag import DAG
    from airflow.models.param import Param

HOME = Path(os.environ.get("SOUPRL_HOME", Path(__file__).resolve().parents[2]))
RUN_DIR = os.environ.get("SOUPRL_RUN_DIR", "/var/lib/souprl/run")
CONFIG = os.environ.get("SOUPRL_CONFIG", str(HOME / "conf" / "smoke.yaml"))
SPARK_CONF = os.environ.get("SOUPRL_SPARK_CONF", str(HOME / "conf" / "spark-defaults-standalone.conf"))
DIST = HOME / "jobs" / "target" / "dist"

# What submit/souprl sets: one thread of libtorch a task, the same bits on every CPU, no look for natives online.
ENVIRONMENT = {"OPT_OUT_TRACKING": "true", "OMP_NUM_THREADS": "1", "MKL_CBWR": "AUTO", "MALLOC_ARENA_MAX": "2"}
ENGINE_OPTIONS = (
    "-Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1 -Dai.djl.pytorch.num_interop_threads=1"
)


@task
def fix_round(params: dict, dag_run) -> int:
    """Returns this DAG run's round: `--round` of its parameters, or what `souprl next` says."""
    if params["round"] is not None:
        return params["round"]
    # A run that is not there yet is begun with what the configuration names: data.prompts, model.checkpoint.
    command = [str(HOME / "submit" / "souprl"), "next", "--name", f"{dag_run.dag_id}/{dag_run.run_id}"]
    command += ["--config", params["config"], "--set", f"run.dir={params['run_dir']}"]
    answer = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return int(answer.stdout.split()[-1])


def stage(name: str, job: str, **settings) -> SparkSubmitOperator:
    """One stage of the round as a spark-submit of its main class."""
    return SparkSubmitOperator(
        task_id=name,
        application=str(DIST / "souprl.jar"),
        java_class=f"io.souprl.jobs.{job}",
        jars=",".join(sorted(str(jar) for jar in (DIST / "lib").glob("*.jar"))),
        properties_file=SPARK_CONF,
        conf={
            "spark.driver.defaultJavaOptions": ENGINE_OPTIONS,
            "spark.executor.defaultJavaOptions": ENGINE_OPTIONS,
            **{f"spark.executorEnv.{key}": value for key, value in ENVIRONMENT.items()},
        },
        env_vars=ENVIRONMENT,
        name="souprl {{ params.run_dir }} " + name,
        application_args=[
            "--config",
            "{{ params.config }}",
            "--set",
            "run.dir={{ params.run_dir }}",
            "--round",
            "{{ ti.xcom_pull(task_ids='fix_round') }}",
        ],
        **settings,
    )


with DAG(
    dag_id="souprl_round",
    description="One round of reinforcement learning: rollout, scoring, training, evaluation",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,  # a run has one driver at a time
    default_args={"retries": 2},  # after core.default_task_retry_delay
    params={
        "run_dir": Param(RUN_DIR, type="string", description="run.dir"),
        "config": Param(CONFIG, type="string", description="YAML file of the run"),
        "round": Param(None, type=["null", "integer"], minimum=0, description="Round; empty: the next"),
    },
    tags=["souprl"],
):
    checkpoints = Asset(
        f"{RUN_DIR.rstrip('/')}/checkpoints" if "://" in RUN_DIR else f"file://{RUN_DIR.rstrip('/')}/checkpoints"
    )
    (
        fix_round()
        >> stage("rollout", "rollout.RolloutJob")
        >> stage("score", "scoring.ScoringJob")
        >> stage("train", "training.TrainingJob", outlets=[checkpoints])
        >> stage("evaluate", "evaluation.EvaluationJob")
    )
