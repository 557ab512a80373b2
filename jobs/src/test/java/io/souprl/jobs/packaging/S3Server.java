package io.souprl.jobs.packaging;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * moto's S3 server in a process of its own, behind a door in this one that can be busy for a while
 * and lets only one access key in.
 */
public final class S3Server implements AutoCloseable {
  /** The only key that opens the door. */
  public static final String KEY = "right-key";

  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger requests = new AtomicInteger();
  private final Process process;
  private final URI behind;
  private final HttpServer door;
  private volatile int busyFrom = Integer.MAX_VALUE;
  private volatile int busyTo = Integer.MAX_VALUE;

  /**
   * Starts both.
   *
   * @param python that has moto
   * @param log of the process
   */
  public S3Server(Path python, Path log) {
    try {
      int port = Ports.free();
      this.behind = URI.create("http://127.0.0.1:" + port);
      this.process =
          new ProcessBuilder(
                  python.toString(), "-m", "moto.server", "-H", "127.0.0.1", "-p", "" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      this.door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    door.createContext("/", this::pass);
    door.setExecutor(Executors.newCachedThreadPool());
    door.start();
  }

  /** Makes a bucket; waits for the server. */
  public void makeBucket(String name) {
    HttpRequest request =
        HttpRequest.newBuilder(behind.resolve("/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    Awaitility.await("the S3 server")
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Where clients find it. */
  public String endpoint() {
    return "http://127.0.0.1:" + door.getAddress().getPort();
  }

  /** Requests so far. */
  public int requests() {
    return requests.get();
  }

  /** Answers 503 for a while: to so many requests, after so many more. */
  public void busy(int after, int count) {
    busyFrom = requests.get() + after;
    busyTo = busyFrom + count;
  }

  private void pass(HttpExchange exchange) throws IOException {
    int number = requests.incrementAndGet();
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (number > busyFrom && number <= busyTo) {
      refuse(exchange, 503, "SlowDown");
    } else if (authorization == null || !authorization.contains("Credential=" + KEY + "/")) {
      refuse(exchange, 403, "InvalidAccessKeyId");
    } else {
      forward(exchange, body);
    }
  }

  private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
    byte[] text =
        "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(code, code)
            .getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : text.length);
    if (!head) {
      exchange.getResponseBody().write(text);
    }
    exchange.close();
  }

  private void forward(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer(exchange, response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              boolean length = name.equalsIgnoreCase("content-length");
              if (length ? head : !OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
              }
            });
    byte[] body = response.body();
    exchange.sendResponseHeaders(
        response.statusCode(), head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    door.stop(0);
    process.destroyForcibly();
  }
}
