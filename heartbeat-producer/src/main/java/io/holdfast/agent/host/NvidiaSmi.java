package io.holdfast.agent.host;

import io.holdfast.records.GpuSample;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** NVIDIA's GPUs as {@code nvidia-smi} tells them. A driver that hangs costs one reading. */
public final class NvidiaSmi implements Gpus {

  private static final Logger log = LoggerFactory.getLogger(NvidiaSmi.class);
  private static final double MIB = 1 << 20;

  private final String program;
  private final Duration patience;
  private String complaint = "";

  NvidiaSmi(String program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  /** The command's GPUs where it is installed, else none. */
  public static Gpus find(String program, Duration patience) {
    if (program.isBlank()) {
      return Gpus.none();
    }
    String searchPath = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    boolean found =
        program.contains("/")
            ? Files.isExecutable(Path.of(program))
            : Arrays.stream(searchPath.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    return found ? new NvidiaSmi(program, patience) : Gpus.none();
  }

  @Override
  public List<GpuSample> read() {
    try {
      List<GpuSample> gpus = parse(query());
      complaint = "";
      return gpus;
    } catch (IOException e) {
      complain(e.getMessage());
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private String query() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program,
                "--query-gpu=index,name,utilization.gpu,memory.used,memory.total",
                "--format=csv,noheader,nounits")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException(program + " did not answer within " + patience.toMillis() + " ms");
    }
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(program + " ended with " + process.exitValue() + ": " + answer.strip());
    }
    return answer;
  }

  /** Lines such as {@code 0, NVIDIA A100-SXM4-40GB, 87, 30211, 40960}; {@code [N/A]} is unknown. */
  static List<GpuSample> parse(String answer) throws IOException {
    List<GpuSample> gpus = new ArrayList<>();
    for (String line : answer.lines().filter(l -> !l.isBlank()).toList()) {
      String[] fields = line.split(",\\s*");
      if (fields.length != 5) {
        throw new IOException("not a line of nvidia-smi: " + line);
      }
      try {
        Double used = number(fields[3]);
        Double total = number(fields[4]);
        Double busy = number(fields[2]);
        gpus.add(
            new GpuSample(
                Integer.parseInt(fields[0].strip()),
                fields[1].strip(),
                busy == null ? null : Double.valueOf(busy / 100),
                used == null ? null : Long.valueOf((long) (used * MIB)),
                total == null ? null : Long.valueOf((long) (total * MIB))));
      } catch (NumberFormatException e) {
        throw new IOException("not a line of nvidia-smi: " + line, e);
      }
    }
    return gpus;
  }

  /** Null for what the driver does not know; it says so in brackets, or as a negative number. */
  private static Double number(String field) {
    String text = field.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("[") || text.equals("n/a")) {
      return null;
    }
    double value = Double.parseDouble(text);
    return value < 0 || !Double.isFinite(value) ? null : value;
  }

  private void complain(String why) {
    if (!why.equals(complaint)) {
      log.atWarn().addKeyValue("why", why).log("GPUs cannot be read");
    }
    complaint = why;
  }
}
