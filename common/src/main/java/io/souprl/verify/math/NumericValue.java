package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.MathNode.Call;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Percent;
import io.souprl.verify.math.MathNode.Power;
import io.souprl.verify.math.MathNode.Product;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Sum;
import io.souprl.verify.math.MathNode.Symbol;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The value of an expression in double precision where its names have the values of a probe. */
final class NumericValue {
  private final Probe probe;

  NumericValue(Probe probe) {
    this.probe = probe;
  }

  /** Not finite where there is no value. */
  Complex of(MathNode node) {
    if (node instanceof Numeral number) {
      return Complex.of(number(number.value()));
    } else if (node instanceof Symbol symbol) {
      return symbol(symbol.name());
    } else if (node instanceof Sum sum) {
      Complex total = Complex.of(0);
      for (MathNode term : sum.terms()) {
        total = total.plus(of(term));
      }
      return total;
    } else if (node instanceof Product product) {
      Complex total = Complex.ONE;
      for (MathNode factor : product.factors()) {
        total = total.times(of(factor));
      }
      return total;
    } else if (node instanceof Quotient quotient) {
      return of(quotient.numerator()).dividedBy(of(quotient.denominator()));
    } else if (node instanceof Power power) {
      return power(power);
    } else if (node instanceof Percent percent) {
      return of(percent.number()).dividedBy(Complex.of(100));
    } else if (node instanceof Call call) {
      return call(call);
    } else if (node instanceof MathNode.Relation relation) {
      return unknown("=", relation.parts()); // the bounds of a sum
    }
    return Complex.NONE;
  }

  private static double number(Rational value) {
    double numerator = value.numerator().doubleValue();
    double denominator = value.denominator().doubleValue();
    if (Double.isFinite(numerator) && Double.isFinite(denominator)) {
      return numerator / denominator;
    }
    return new BigDecimal(value.numerator())
        .divide(new BigDecimal(value.denominator()), MathContext.DECIMAL64)
        .doubleValue();
  }

  private Complex symbol(String name) {
    return switch (name) {
      case "pi" -> Complex.of(Math.PI);
      case "e" -> Complex.of(Math.E);
      case "i" -> Complex.I;
      case "inf", "emptyset" -> Complex.NONE;
      default -> Complex.of(probe.value(name));
    };
  }

  /** Odd roots of negative real numbers are real. */
  private Complex power(Power power) {
    Complex base = of(power.base());
    if (base.isReal() && base.real() < 0) {
      Rational exact = ExactValue.of(power.exponent()).orElse(null);
      if (exact != null && exact.denominator().testBit(0) && exact.denominator().bitLength() > 1) {
        double size = Math.pow(-base.real(), number(exact));
        return Complex.of(exact.numerator().testBit(0) ? -size : size);
      }
    }
    return base.power(of(power.exponent()));
  }

  private Complex call(Call call) {
    List<MathNode> arguments = call.arguments();
    Complex x = of(arguments.get(0));
    return switch (call.function()) {
      case "root" -> root(call, x);
      case "sin" -> x.sin();
      case "cos" -> x.cos();
      case "tan" -> x.sin().dividedBy(x.cos());
      case "cot" -> x.cos().dividedBy(x.sin());
      case "sec" -> Complex.ONE.dividedBy(x.cos());
      case "csc" -> Complex.ONE.dividedBy(x.sin());
      case "exp" -> x.exp();
      case "ln" -> x.log();
      case "log" -> arguments.size() == 2 ? x.log().dividedBy(of(arguments.get(1)).log()) : x.log();
      case "lg" -> x.log().dividedBy(Complex.of(Math.log(10)));
      case "abs" -> Complex.of(x.magnitude());
      case "!" -> x.isReal() ? Complex.of(gamma(x.real() + 1)) : Complex.NONE;
      case "floor" -> x.isReal() ? Complex.of(Math.floor(x.real())) : Complex.NONE;
      case "ceil" -> x.isReal() ? Complex.of(Math.ceil(x.real())) : Complex.NONE;
      case "binom" -> binomial(x, of(arguments.get(1)));
      case "arcsin", "asin" -> real(x, Math.asin(x.real()));
      case "arccos", "acos" -> real(x, Math.acos(x.real()));
      case "arctan", "atan" -> real(x, Math.atan(x.real()));
      case "sinh" -> x.exp().minus(Complex.ONE.dividedBy(x.exp())).dividedBy(Complex.of(2));
      case "cosh" -> x.exp().plus(Complex.ONE.dividedBy(x.exp())).dividedBy(Complex.of(2));
      case "tanh" -> real(x, Math.tanh(x.real()));
      default -> unknown(call.function(), arguments);
    };
  }

  private static Complex real(Complex argument, double value) {
    return argument.isReal() ? Complex.of(value) : Complex.NONE;
  }

  private Complex root(Call call, Complex x) {
    MathNode index = call.arguments().get(1);
    if (index.equals(Numeral.of(2)) && x.isReal() && x.real() >= 0) {
      return Complex.of(Math.sqrt(x.real()));
    }
    return power(new Power(call.arguments().get(0), new Quotient(Numeral.of(1), index)));
  }

  /** n! of any real number: Lanczos's approximation would be more than probing needs. */
  private static double gamma(double x) {
    if (x < 1) {
      return x == Math.rint(x) ? Double.NaN : gamma(x + 1) / x;
    }
    double product = 1;
    double z = x;
    while (z < 20) {
      product *= z;
      z += 1;
    }
    double inverse = 1 / (z * z);
    double series = (1 - inverse * (1.0 / 30 - inverse * (1.0 / 105 - inverse / 140))) / (12 * z);
    double log = (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
    return Math.exp(log) / product;
  }

  private static Complex binomial(Complex n, Complex k) {
    if (!n.isReal() || !k.isReal()) {
      return Complex.NONE;
    }
    return Complex.of(gamma(n.real() + 1) / gamma(k.real() + 1) / gamma(n.real() - k.real() + 1));
  }

  /** A function without a meaning of its own: smooth, and another one for every name. */
  private Complex unknown(String function, List<MathNode> arguments) {
    Complex total = Complex.of(probe.coefficient(function, -1));
    for (int i = 0; i < arguments.size(); i++) {
      Complex scaled = of(arguments.get(i)).times(Complex.of(probe.coefficient(function, i)));
      total = total.plus(scaled.plus(scaled.cos()));
    }
    return total.times(Complex.of(1 + 0.1 * arguments.size()));
  }
}
