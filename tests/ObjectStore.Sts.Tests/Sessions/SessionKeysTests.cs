using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Tests.Sessions;

public sealed class SessionKeysTests
{
    [Fact]
    public void Make_Twice_GivesPairsOfAwsFormThatDiffer()
    {
        var (first, firstSecret) = SessionKeys.Make();
        var (second, secondSecret) = SessionKeys.Make();

        Assert.Matches("^ASIA[A-Z2-7]{16}$", first);
        Assert.Equal(40, firstSecret.Length);
        Assert.NotEqual(first, second);
        Assert.NotEqual(firstSecret, secondSecret);
    }
}
