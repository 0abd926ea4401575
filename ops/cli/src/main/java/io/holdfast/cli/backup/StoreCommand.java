package io.holdfast.cli.backup;

import io.holdfast.backup.Backups;
import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.KeyMissingException;
import io.holdfast.backup.chain.SilentStoreException;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.runtime.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.NoSuchElementException;
import picocli.CommandLine.Mixin;

/** A command about what the stores hold; it says in a sentence what it could not have. */
abstract class StoreCommand extends HoldfastCommand {

  @Mixin StoreOptions stores;

  abstract ExitCode run(Session session, Backups backups)
      throws IOException, SQLException, InterruptedException;

  @Override
  protected final ExitCode run(Session session) throws InterruptedException {
    try {
      return run(session, stores.backups(session.terminal().environment()));
    } catch (StartRefusedException e) {
      throw new Failure(ExitCode.USAGE, e.getMessage(), e);
    } catch (NoSuchElementException e) {
      throw new Failure(ExitCode.NOT_FOUND, sentence(e), e);
    } catch (KeyMissingException e) {
      throw new Failure(ExitCode.USAGE, sentence(e) + " Give --keyset FILE.", e);
    } catch (SilentStoreException e) {
      throw new Failure(ExitCode.UNREACHABLE, sentence(e), e);
    } catch (DamagedChainException e) {
      throw new Failure(ExitCode.FAILED, sentence(e), e);
    } catch (UncheckedIOException e) {
      throw new Failure(
          ExitCode.FAILED, "The stores, or what is in them, failed: " + e.getCause(), e);
    } catch (IOException e) {
      boolean isInWords = e.getClass() == IOException.class && e.getMessage() != null;
      throw new Failure(
          ExitCode.FAILED,
          isInWords ? sentence(e) : "The stores, or what is in them, failed: " + e,
          e);
    } catch (SQLException e) {
      throw new Failure(DatabaseFailure.exitCode(e), "The database says: " + e.getMessage(), e);
    }
  }

  private static String sentence(Exception e) {
    String message = String.valueOf(e.getMessage());
    return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
  }
}
