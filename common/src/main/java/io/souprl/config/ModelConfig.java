package io.souprl.config;

/** The base policy. */
public record ModelConfig(
    @Key(
            value = "",
            doc =
                "Hugging Face directory of the base policy (config.json, safetensors, "
                    + "tokenizer.json).")
        String checkpoint,
    @Key(
            value = "",
            doc =
                "A config.json to initialise a new base policy from, where there is no checkpoint.")
        String config,
    @Key(value = "", doc = "The tokenizer.json of a new base policy.") String tokenizer) {}
