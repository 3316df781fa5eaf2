package dev.sluice.sizing.contest;

/**
 * The rules of a book, computed once for all services that use it.
 *
 * @param lane the lane of each rule
 * @param factor what each rule multiplies its lane by
 * @param name each rule as text
 */
record RuleTable(int[] lane, float[] factor, String[] name) {
    static final RuleTable STANDARD = of(RuleBook.STANDARD);

    static RuleTable of(RuleBook book) {
        String[] names = new String[book.rules()];
        for (int rule = 0; rule < names.length; rule++) {
            names[rule] = book.name(rule);
        }
        return new RuleTable(book.laneOfRule(), book.factorOfRule(), names);
    }

    int rules() {
        return lane.length;
    }
}
