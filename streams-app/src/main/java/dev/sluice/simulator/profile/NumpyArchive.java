package dev.sluice.simulator.profile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Arrays of numbers in NumPy's format {@code .npz}: a zip of {@code .npy} files, each with a header that says type and shape.
 * Shapes are not kept: what is read here has one dimension or none.
 */
final class NumpyArchive {
    private static final int LONGEST = 1 << 24;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AT = 6;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([<>|=])([fiu])(\\d)'");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d,\\s]*)\\)");

    private NumpyArchive() {}

    /** Arrays by their names; IllegalArgumentException says what is wrong with which. */
    static Map<String, double[]> read(byte[] bytes) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().replaceFirst("\\.npy$", "");
                byte[] content = zip.readNBytes(LONGEST + 1);
                arrays.put(name, array(name, content));
            }
        } catch (IOException damaged) {
            throw new IllegalArgumentException("the archive is damaged: " + damaged.getMessage(), damaged);
        }
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("the archive has no arrays, or is damaged");
        }
        return arrays;
    }

    private static double[] array(String name, byte[] content) {
        if (content.length > LONGEST) {
            throw new IllegalArgumentException(name + " has more than " + LONGEST + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        String header = header(name, in);
        Matcher type = TYPE.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!type.find() || !shape.find()) {
            throw new IllegalArgumentException(name + " is no array of numbers: " + header.strip());
        }
        in.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return numbers(name, in, type.group(2) + type.group(3), length(name, shape.group(1)));
    }

    private static String header(String name, ByteBuffer in) {
        byte[] magic = new byte[MAGIC.length];
        if (in.remaining() >= 12) {
            in.get(magic);
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IllegalArgumentException(name + " is no NumPy array");
        }
        int version = in.get(VERSION_AT);
        in.position(VERSION_AT + 2);
        int length = version == 1 ? Short.toUnsignedInt(in.getShort()) : in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(name + " ends in its header");
        }
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static int length(String name, String shape) {
        long length = 1;
        for (Matcher side = NUMBER.matcher(shape); side.find(); ) {
            length = side.group().length() > 8 ? LONGEST : Math.min(LONGEST, length * Integer.parseInt(side.group()));
        }
        if (length > LONGEST / 2) {
            throw new IllegalArgumentException(name + " has too many numbers");
        }
        return (int) length;
    }

    private static double[] numbers(String name, ByteBuffer in, String type, int length) {
        int size = type.charAt(1) - '0';
        if ((long) size * length > in.remaining()) {
            throw new IllegalArgumentException(name + " ends before its " + length + " numbers do");
        }
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = number(name, in, type);
        }
        return numbers;
    }

    private static double number(String name, ByteBuffer in, String type) {
        return switch (type) {
            case "f8" -> in.getDouble();
            case "f4" -> in.getFloat();
            case "i8", "u8" -> in.getLong();
            case "i4", "u4" -> in.getInt();
            case "i2", "u2" -> in.getShort();
            default ->
                throw new IllegalArgumentException(name + " has numbers of type " + type
                        + ", not floats of 4 or 8 bytes or integers of 2, 4 or 8");
        };
    }
}
