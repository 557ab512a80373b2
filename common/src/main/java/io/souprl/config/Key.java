package io.souprl.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A configuration key: the record component's name in kebab-case, its default and its rules. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
  /** The default, as YAML. */
  String value();

  /** What it is, in full sentences. */
  String doc();

  /** What is counted or measured; empty for names, paths and switches. */
  String unit() default "";

  /** Smallest value allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest value allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** Values must be larger than this. */
  double greaterThan() default Double.NEGATIVE_INFINITY;

  /** Values must be smaller than this. */
  double lessThan() default Double.POSITIVE_INFINITY;

  /** Why the range is what it is, for the error message: a clause without its full stop. */
  String because() default "";

  /** SOUP's own knob whose default the paper's abstract does not fix. */
  boolean projectChoice() default false;
}
