package dev.sluice.text;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the constant pool of a class says of the texts that it makes (JVM specification, 4.4). */
record ClassTexts(List<String> constants, List<String> calls) {
    private static final int UTF8 = 1;

    /** Two entries of a constant that it points to. */
    private record Pair(int tag, int first, int second) {}

    /** Calls are written {@code String.valueOf(D)Ljava/lang/String;}, with the simple name of the class. */
    static ClassTexts of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipNBytes(8);
        int count = in.readUnsignedShort();
        Map<Integer, String> texts = new HashMap<>();
        Map<Integer, Pair> pairs = new HashMap<>();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> texts.put(i, in.readUTF());
                case 3, 4 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> pairs.put(i, new Pair(tag, in.readUnsignedShort(), 0));
                case 15 -> in.skipNBytes(3);
                case 9, 10, 11, 12, 17, 18 ->
                    pairs.put(i, new Pair(tag, in.readUnsignedShort(), in.readUnsignedShort()));
                default -> throw new IOException("constant " + i + " has the unknown tag " + tag);
            }
        }
        return new ClassTexts(List.copyOf(texts.values()), calls(texts, pairs));
    }

    private static String owner(Map<Integer, String> texts, Map<Integer, Pair> pairs, Pair pair) {
        Pair of = pairs.getOrDefault(pair.first(), new Pair(0, 0, 0));
        return texts.getOrDefault(of.first(), "");
    }

    private static List<String> calls(Map<Integer, String> texts, Map<Integer, Pair> pairs) {
        List<String> calls = new ArrayList<>();
        for (Pair pair : pairs.values()) {
            Pair name = pairs.getOrDefault(pair.second(), new Pair(0, 0, 0));
            if (name.tag() == 12) {
                String owner = pair.tag() == 18 ? "" : owner(texts, pairs, pair);
                calls.add(owner.substring(owner.lastIndexOf('/') + 1) + "." + texts.get(name.first())
                        + texts.get(name.second()));
            }
        }
        return calls;
    }
}
