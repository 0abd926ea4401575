package io.holdfast.runtime.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The schema registry, of any make that speaks Confluent's API. */
public record RegistryConfig(
    @Describe(
            "address of the schema registry's Confluent API, several with commas; `mock://name` in"
                + " tests")
        String url,
    @Describe("settings of the registry's client, by Confluent's names: `basic.auth.user.info`, …")
        Map<String, String> properties) {

  private static final Pattern URLS =
      Pattern.compile("(https?|mock)://[^\\s,]+(\\s*,\\s*https?://[^\\s,]+)*");

  public RegistryConfig {
    InvalidSetting.unless(
        URLS.matcher(url).matches(),
        "url",
        url,
        "a URL such as http://localhost:8081 or http://localhost:8080/apis/ccompat/v7");
    InvalidSetting.unless(
        !properties.containsKey("schema.registry.url"),
        "properties",
        properties.keySet(),
        "no schema.registry.url here: set registry.url");
    properties = Map.copyOf(properties);
  }

  /** For code and tests that have an address and nothing to add. */
  public static RegistryConfig at(String url) {
    return new RegistryConfig(url, Map.of());
  }

  /** What serializers and deserializers are configured with. */
  public Map<String, Object> serdeProperties() {
    var merged = new LinkedHashMap<String, Object>(properties);
    merged.put("schema.registry.url", url);
    return merged;
  }
}
