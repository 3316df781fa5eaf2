package dev.sluice.state;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Bytes that are not what was written. */
public final class Spoil {
    private Spoil() {}

    /** Other bytes than {@code good}: random ones, or these with some changed, missing, or more of them; at least one. */
    public static byte[] bytes(byte[] good, SplittableRandom random) {
        byte[] spoiled = attempt(good, random);
        return spoiled.length == 0 || Arrays.equals(spoiled, good) ? bytes(good, random) : spoiled;
    }

    private static byte[] attempt(byte[] good, SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random(1 + random.nextInt(300), random);
            case 1 -> changed(good, random);
            case 2 -> Arrays.copyOf(good, random.nextInt(good.length + 1));
            default -> Arrays.copyOf(good, good.length + 1 + random.nextInt(20));
        };
    }

    private static byte[] random(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] changed(byte[] good, SplittableRandom random) {
        byte[] bytes = good.clone();
        for (int left = 1 + random.nextInt(5); left > 0 && bytes.length > 0; left--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
