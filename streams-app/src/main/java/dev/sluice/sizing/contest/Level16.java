package dev.sluice.sizing.contest;

/** A number of at least zero in 16 bits: 6 of exponent, 10 of fraction, from 2^-31 to 2^32, within .05 %. */
public final class Level16 {
    private static final int DROPPED = 13;
    private static final int HALF = 1 << (DROPPED - 1);
    // float exponents are biased by 127; 2^-31 becomes code 0x400
    private static final int BIAS = 95 << 10;
    private static final int LARGEST = 0xffff;

    private Level16() {}

    /** The nearest number that 16 bits can hold. */
    public static float round(double value) {
        return decode(encode((float) value));
    }

    static int encode(float value) {
        int code = ((Float.floatToRawIntBits(value) + HALF) >>> DROPPED) - BIAS;
        return code < 1 << 10 ? 0 : Math.min(code, LARGEST);
    }

    static float decode(int code) {
        return code == 0 ? 0f : Float.intBitsToFloat((code + BIAS) << DROPPED);
    }
}
