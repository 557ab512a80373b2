package io.souprl.jobs.training;

import io.souprl.jobs.table.PolicyVersion;
import io.souprl.table.StageName;
import io.souprl.training.StepPlan;
import io.souprl.training.TrainerSettings;
import java.io.Serializable;
import java.util.List;

/**
 * What a training job does.
 *
 * @param stage that trains, which names its fail point
 * @param source checkpoint to start from
 * @param freshOptimizer whether moments start at 0 instead of the checkpoint's
 * @param steps optimiser steps in order; those without a live row are not among them
 * @param partitions tasks that share a step; 1 takes all steps in one task
 * @param chunkSize parameters that travel together when partitions share a step
 * @param stateInterval steps between reliable checkpoints of the sharded state
 */
public record TrainingPlan(
    StageName stage,
    PolicyVersion source,
    boolean freshOptimizer,
    List<StepPlan> steps,
    TrainerSettings settings,
    int partitions,
    int chunkSize,
    int stateInterval)
    implements Serializable {}
