package dev.sluice.forecast.history;

/** A 16-bit number with the range of a float and 8 significant bits: the upper half of a float. */
public final class Short16 {
    private Short16() {}

    /** The nearest float that 16 bits can hold. */
    public static float round(double value) {
        return decode(encode((float) value));
    }

    static int encode(float value) {
        int bits = Float.floatToIntBits(value);
        return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
    }

    static float decode(int code) {
        return Float.intBitsToFloat(code << 16);
    }
}
