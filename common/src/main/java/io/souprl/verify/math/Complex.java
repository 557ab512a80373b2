package io.souprl.verify.math;

/** A complex number in double precision; NaN where an operation has no value. */
record Complex(double real, double imaginary) {
  static final Complex ONE = new Complex(1, 0);
  static final Complex I = new Complex(0, 1);
  static final Complex NONE = new Complex(Double.NaN, Double.NaN);

  static Complex of(double real) {
    return new Complex(real, 0);
  }

  boolean finite() {
    return Double.isFinite(real) && Double.isFinite(imaginary);
  }

  boolean isReal() {
    return Math.abs(imaginary) <= 1e-12 * Math.max(1e-300, Math.abs(real)) || imaginary == 0;
  }

  double magnitude() {
    return Math.hypot(real, imaginary);
  }

  Complex plus(Complex other) {
    return new Complex(real + other.real, imaginary + other.imaginary);
  }

  Complex minus(Complex other) {
    return new Complex(real - other.real, imaginary - other.imaginary);
  }

  Complex times(Complex other) {
    if (imaginary == 0 && other.imaginary == 0) {
      return of(real * other.real);
    }
    return new Complex(
        real * other.real - imaginary * other.imaginary,
        real * other.imaginary + imaginary * other.real);
  }

  Complex dividedBy(Complex other) {
    if (imaginary == 0 && other.imaginary == 0) {
      return other.real == 0 ? NONE : of(real / other.real);
    }
    double square = other.real * other.real + other.imaginary * other.imaginary;
    if (square == 0) {
      return NONE;
    }
    return new Complex(
        (real * other.real + imaginary * other.imaginary) / square,
        (imaginary * other.real - real * other.imaginary) / square);
  }

  Complex exp() {
    double scale = Math.exp(real);
    return imaginary == 0
        ? of(scale)
        : new Complex(scale * Math.cos(imaginary), scale * Math.sin(imaginary));
  }

  /** The principal value. */
  Complex log() {
    if (real == 0 && imaginary == 0) {
      return NONE;
    }
    return new Complex(Math.log(magnitude()), Math.atan2(imaginary, real));
  }

  Complex power(Complex exponent) {
    if (real == 0 && imaginary == 0) {
      return exponent.real > 0 && exponent.imaginary == 0 ? of(0) : NONE;
    }
    if (imaginary == 0 && exponent.imaginary == 0) {
      double whole = Math.rint(exponent.real);
      if (real > 0 || whole == exponent.real) {
        return of(Math.pow(real, exponent.real));
      }
    }
    return log().times(exponent).exp();
  }

  Complex sin() {
    return imaginary == 0
        ? of(Math.sin(real))
        : new Complex(Math.sin(real) * Math.cosh(imaginary), Math.cos(real) * Math.sinh(imaginary));
  }

  Complex cos() {
    return imaginary == 0
        ? of(Math.cos(real))
        : new Complex(
            Math.cos(real) * Math.cosh(imaginary), -Math.sin(real) * Math.sinh(imaginary));
  }
}
