package io.souprl.config;

/** Where figures go besides the run's own tables. */
public record TrackingConfig(
    @Key(
            value = "",
            doc =
                "MLflow tracking server, such as http://host:5000. Empty: none. Credentials come "
                    + "from MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or from "
                    + "MLFLOW_TRACKING_TOKEN, in the driver's environment.")
        String mlflowUri,
    @Key(value = "souprl", doc = "Experiment on the MLflow server; it is made when it is missing.")
        String mlflowExperiment) {}
