using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.ReadCache;

namespace ObjectStore.Gateway.Tests.ReadCache;

public sealed class MissHistoryTests
{
    [Fact]
    public void IsSecond_MissedTwice_IsRememberedUntilThen()
    {
        var history = new MissHistory(pagesMax: 4);

        Assert.False(history.IsSecond(Key(1), 1));
        Assert.True(history.IsSecond(Key(1), 1));
        Assert.False(history.IsSecond(Key(1), 1));
    }

    [Fact]
    public void IsSecond_MorePagesMissedThanTheBound_ForgetsTheOldest()
    {
        var history = new MissHistory(pagesMax: 4);
        history.IsSecond(Key(1), 2);
        history.IsSecond(Key(2), 2);

        Assert.False(history.IsSecond(Key(3), 1));

        Assert.False(history.IsSecond(Key(1), 1));
        Assert.True(history.IsSecond(Key(2), 2) || history.IsSecond(Key(3), 1));
    }

    [Fact]
    public void IsSecond_FormerMissOfTheSameBlockFallsOut_RemembersTheLater()
    {
        var history = new MissHistory(pagesMax: 3);
        history.IsSecond(Key(1), 1);
        history.IsSecond(Key(1), 1);
        history.IsSecond(Key(1), 1);
        history.IsSecond(Key(2), 1);

        history.IsSecond(Key(3), 1);

        Assert.True(history.IsSecond(Key(1), 1));
    }

    private static BlockKey Key(ulong number) => new(new StripeId(number, number), 0, 0);
}
