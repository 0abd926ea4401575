package io.holdfast.simulator.mutation;

import io.holdfast.simulator.Simulation;
import io.holdfast.simulator.mutation.Mutation.Edit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The product without one rule: its changed sources, compiled in memory, and all classes of
 * Holdfast loaded anew around them, the simulator included. The product itself knows nothing of it.
 */
final class Mutant {

  private final Method run;

  private Mutant(Method run) {
    this.run = run;
  }

  /**
   * @param root of the repository
   * @throws IOException when a source has changed so that an edit does not fit it any more
   */
  static Mutant of(Mutation mutation, Path root) throws IOException, ReflectiveOperationException {
    Map<String, byte[]> changed = compile(sources(mutation, root));
    Class<?> simulation = new Loader(changed).loadClass(Simulation.class.getName());
    return new Mutant(simulation.getMethod("run", long.class));
  }

  /**
   * How a run of it broke a promise, in a judge's words, if it did. That the mutant itself throws
   * shows nothing of the judges.
   */
  Optional<String> run(long seed) throws ReflectiveOperationException {
    Object outcome = run.invoke(null, seed);
    Optional<?> breach = (Optional<?>) outcome.getClass().getMethod("breach").invoke(outcome);
    return breach.map(String.class::cast).filter(words -> !words.startsWith(Simulation.FAILED));
  }

  private static Map<Path, String> sources(Mutation mutation, Path root) throws IOException {
    Map<Path, String> sources = new LinkedHashMap<>();
    for (Edit edit : mutation.edits()) {
      Path file = root.resolve(edit.file());
      String source = sources.containsKey(file) ? sources.get(file) : Files.readString(file);
      int at = source.indexOf(edit.before());
      if (at < 0 || source.indexOf(edit.before(), at + 1) >= 0) {
        throw new IOException(file + " must say exactly once: " + edit.before());
      }
      sources.put(file, source.replace(edit.before(), edit.after()));
    }
    return sources;
  }

  private static Map<String, byte[]> compile(Map<Path, String> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Source> units =
        sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    var words = new StringWriter();
    try (var output = new Output(compiler.getStandardFileManager(null, null, null))) {
      List<String> options =
          List.of("-classpath", System.getProperty("java.class.path"), "-proc:none", "-nowarn");
      if (!compiler.getTask(words, output, null, options, null, units).call()) {
        throw new IOException("the mutant does not compile: " + words);
      }
      Map<String, byte[]> classes = new HashMap<>();
      output.classes.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }
  }

  /** A changed source. */
  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(Path file, String text) {
      super(file.toUri(), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** Keeps what is compiled in memory. */
  private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    Output(JavaFileManager manager) {
      super(manager);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      URI uri = URI.create("mutant:///" + name.replace('.', '/') + kind.extension);
      return new SimpleJavaFileObject(uri, kind) {
        @Override
        public OutputStream openOutputStream() {
          return classes.computeIfAbsent(name, n -> new ByteArrayOutputStream());
        }
      };
    }
  }

  /** Loads every class of Holdfast anew, the changed ones changed. */
  private static final class Loader extends ClassLoader {

    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(Mutant.class.getClassLoader());
      this.changed = changed;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      boolean isRecord = name.startsWith("io.holdfast.records."); // Avro knows them by the parent
      if (isRecord || !name.startsWith("io.holdfast.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          if (in == null) {
            throw new ClassNotFoundException(name);
          }
          bytes = in.readAllBytes();
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
