package io.souprl.config;

/** A value given to a dotted key path by a file or an override. */
record Setting(String path, YamlValue value) {}
