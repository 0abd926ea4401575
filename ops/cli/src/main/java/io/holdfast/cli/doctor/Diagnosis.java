package io.holdfast.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param check what was looked at, a word or two
 * @param verdict how it is
 * @param finding what was found, in a sentence
 * @param mend what to do about it; empty where nothing is to be done
 */
record Diagnosis(String check, Verdict verdict, String finding, String mend) {

  enum Verdict {
    OK,
    /** Worth knowing; nothing is broken by it. */
    NOTE,
    WRONG
  }

  static Diagnosis ok(String check, String finding) {
    return new Diagnosis(check, Verdict.OK, finding, "");
  }

  static Diagnosis note(String check, String finding, String mend) {
    return new Diagnosis(check, Verdict.NOTE, finding, mend);
  }

  static Diagnosis wrong(String check, String finding, String mend) {
    return new Diagnosis(check, Verdict.WRONG, finding, mend);
  }
}
