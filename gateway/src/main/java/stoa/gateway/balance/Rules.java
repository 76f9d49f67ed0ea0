package stoa.gateway.balance;

/** What holds for all services of one gateway. */
record Rules(BalanceSettings settings, Notices notices) {
    static final Rules DEFAULT = new Rules(BalanceSettings.DEFAULT, Notices.NONE);
}
