using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Pools;

namespace ObjectStore.Operator.Tests.Pools;

/// <summary>Pods as <c>node zone revision readiness</c>; revision 2 is the current one.</summary>
public class RolloutPlanTests
{
    [Theory]
    [InlineData("a1 a 1 +, a2 a 1 +, b1 b 1 +, c1 c 1 +", true, "a1 a2", "one zone at a time, the first first")]
    [InlineData("a1 a 2 +, a2 a 2 +, b1 b 1 +, c1 c 1 +", true, "b1", "then the next")]
    [InlineData("a1 a 2 +, a2 a 2 +, b1 b 1 +, c1 c 1 +", false, "", "not before the data is whole")]
    [InlineData("a1 a 2 -, a2 a 2 +, b1 b 1 +, c1 c 1 +", true, "", "not before the zone before serves")]
    [InlineData("a1 a 1 -, b1 b 1 +, c1 c 1 +", false, "a1", "who does not serve is missed by nobody")]
    [InlineData("a1 a 1 -, b1 b 1 -, c1 c 1 -", false, "a1 b1 c1", "a spec under which nothing starts is mended at once")]
    [InlineData("a1 a 2 +, b1 b 2 +, c1 c 2 +", true, "", "nothing to do")]
    [InlineData("a1 ? 1 +, b1 ? 1 +", true, "a1", "a zone that is not known is one of its own")]
    public void PodsToReplace_State_GivesThose(string pods, bool isRedundant, string expected, string why)
    {
        var replaced = RolloutPlan.PodsToReplace(NodesOf(pods, isRedundant), [], Samples.Now);

        Assert.True(expected == string.Join(' ', replaced.Select(pod => pod.Spec!.NodeName)), why);
    }

    [Fact]
    public void PodsToReplace_OneIsMissing_Waits() =>
        Assert.Empty(RolloutPlan.PodsToReplace(NodesOf("a1 a 2 +, c1 c 1 +") with { Wanted = 3 }, [], Samples.Now));

    [Theory]
    [InlineData(39, 0)]
    [InlineData(40, 1)]
    public void PodsToReplace_OneHasJustBecomeReady_WaitsForTheCuratorToSeeIt(int readySeconds, int expected)
    {
        var fresh = Parse("a1 a 2 +");
        fresh = fresh with { Status = fresh.Status! with { Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = Samples.Now.AddSeconds(-readySeconds) }] } };

        Assert.Equal(expected, RolloutPlan.PodsToReplace(new PoolNodes([fresh, Parse("c1 c 1 +")], 2, "2", IsRedundant: true), [], Samples.Now).Count);
    }

    [Fact]
    public void PodsToReplace_SinceWhenOneIsReadyIsNotTold_ItsAgeCounts()
    {
        var fresh = Parse("a1 a 2 +");
        fresh = fresh with { Metadata = fresh.Metadata with { CreationTimestamp = Samples.Now.AddSeconds(-1) } };

        Assert.Empty(RolloutPlan.PodsToReplace(new PoolNodes([fresh, Parse("c1 c 1 +")], 2, "2", IsRedundant: true), [], Samples.Now));
    }

    [Theory]
    [InlineData("a1 a 1 +, b1 b 1 +", "a1 a 1 +, b1 b 1 +", true, "a1", "all pools begin with the same zone")]
    [InlineData("a1 a 2 +, b1 b 1 +", "a1 a 1 +, b1 b 1 +", true, "", "the other pool has not done the zone before")]
    [InlineData("a1 a 2 +, b1 b 1 +", "a1 a 1 +, b1 b 1 +", false, "b1", "the other pool may not go on and is not waited for")]
    [InlineData("a1 a 1 +, b1 b 1 +", "c1 c 1 +", true, "a1", "the other pool is not there yet")]
    [InlineData("a1 a 1 +, b1 b 1 +", "b1 b 2 -, c1 c 2 +", true, "", "the other pool has a zone that does not serve")]
    [InlineData("a1 a 1 -, b1 b 1 +", "b1 b 2 -, c1 c 2 +", true, "a1", "who does not serve is missed by nobody")]
    [InlineData("a1 a 1 +, b1 b 1 +", "", true, "a1", "the other pool has no storage nodes")]
    public void PodsToReplace_StoreHasAnotherPool_IsOneZoneOfTheStore(string pods, string others, bool isOtherRedundant, string expected, string why)
    {
        var other = others.Length == 0 ? PoolNodes.Of(null, [], isOtherRedundant) : NodesOf(others, isOtherRedundant);

        var replaced = RolloutPlan.PodsToReplace(NodesOf(pods), [other], Samples.Now);

        Assert.True(expected == string.Join(' ', replaced.Select(pod => pod.Spec!.NodeName)), why);
    }

    [Fact]
    public void PodsToReplace_AnotherPoolLacksAPod_Waits() =>
        Assert.Empty(RolloutPlan.PodsToReplace(NodesOf("a1 a 1 +, b1 b 1 +"), [NodesOf("a1 a 2 +") with { Wanted = 2 }], Samples.Now));

    private static PoolNodes NodesOf(string pods, bool isRedundant = true) => new([.. pods.Split(", ").Select(Parse)], pods.Split(", ").Length, "2", isRedundant);

    private static V1Pod Parse(string text)
    {
        var parts = text.Split(' ');
        return Samples.Pod(parts[0], parts[1] == "?" ? null : parts[1], parts[2], parts[3] == "+");
    }
}
