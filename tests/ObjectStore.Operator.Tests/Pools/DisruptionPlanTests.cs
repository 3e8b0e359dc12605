using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Pools;

namespace ObjectStore.Operator.Tests.Pools;

/// <summary>Pods as <c>node zone readiness</c>: <c>+</c> for long, <c>*</c> since a moment, <c>-</c> not.</summary>
public class DisruptionPlanTests
{
    [Theory]
    [InlineData("a1 a +, b1 b +, c1 c +", "", true, null, "nobody asks")]
    [InlineData("a1 a +, b1 b +, c1 c +", "b1", true, "b", "a cordon asks")]
    [InlineData("a1 a +, b1 b +, c1 c +", "b1", false, null, "data is not whole")]
    [InlineData("a1 a +, b1 b +, c1 c +", "b1 c1", true, "b", "one zone of two")]
    [InlineData("a1 a +, b1 b -, b2 b +, c1 c +", "b1 b2", false, "b", "the zone that is being drained stays open")]
    [InlineData("a1 a +, b1 b -, b2 b +, c1 c +", "c1", false, null, "another zone is disturbed")]
    [InlineData("a1 a -, b1 b -, c1 c +", "a1", false, null, "two zones are disturbed")]
    [InlineData("a1 a +, b1 b *, c1 c +", "c1", true, null, "the report may be of before another zone came back")]
    [InlineData("a1 a +, b1 b *, c1 c +", "b1", true, "b", "the zone that is being drained comes back and goes again")]
    public void OpenZone_State_GivesZone(string pods, string cordoned, bool isRedundant, string? expected, string why)
    {
        var open = DisruptionPlan.OpenZone(NodesOf(pods, isRedundant), [], cordoned.Split(' ').ToHashSet(), rolling: null, Samples.Now);

        Assert.True(expected == open, $"{why}: {open}");
    }

    [Fact]
    public void OpenZone_OneIsMissing_Waits() =>
        Assert.Null(DisruptionPlan.OpenZone(NodesOf("a1 a +, c1 c +") with { Wanted = 3 }, [], new HashSet<string> { "a1" }, rolling: null, Samples.Now));

    [Theory]
    [InlineData("c1", null)]
    [InlineData("a1 c1", "a")]
    public void OpenZone_AnotherZoneIsAboutToBeReplaced_StaysClosed(string cordoned, string? expected) =>
        Assert.Equal(expected, DisruptionPlan.OpenZone(NodesOf("a1 a +, b1 b +, c1 c +"), [], cordoned.Split(' ').ToHashSet(), rolling: "a", Samples.Now));

    [Fact]
    public void Budgets_OneZoneIsOpen_AllPodsOfOthersAreNeeded()
    {
        V1Pod[] pods = [Parse("a1 a +"), Parse("a2 a +"), Parse("b1 b +")];

        var budgets = DisruptionPlan.Budgets(Samples.Pool(), pods, "b").ToArray();

        Assert.Equal([2, 0], budgets.Select(budget => budget.Spec!.MinAvailable!.Value.Number));
        Assert.Equal(["default-node-a", "default-node-b"], budgets.Select(budget => budget.Metadata.Name));
    }

    [Theory]
    [InlineData("a1 a +, b1 b +", "a1 a +, b1 b +", "a1", true, "a", "a Kubernetes node with pods of both")]
    [InlineData("a1 a +, b1 b +", "a2 a +, b2 b +", "a2", true, null, "nobody asks it of this pool")]
    [InlineData("a1 a +, b1 b +", "a2 a +, b2 b +", "b1 a2", true, null, "another zone of another pool goes first")]
    [InlineData("a1 a +, b1 b +", "a2 a +, b2 b -", "a1", true, null, "another zone of another pool is disturbed")]
    [InlineData("a1 a +, b1 b +", "a2 a -, b2 b +", "a1 a2", true, "a", "the zone is that which the other pool has left")]
    [InlineData("a1 a +, b1 b +", "a2 a -, b2 b +", "a1 a2", false, null, "that the other pool has left it makes the own data no more whole")]
    [InlineData("a1 a -, b1 b +", "a2 a -, b2 b +", "a1 a2", false, "a", "the zone that is being drained stays open")]
    public void OpenZone_StoreHasAnotherPool_IsOneZoneOfTheStore(string pods, string others, string cordoned, bool isRedundant, string? expected, string why)
    {
        var open = DisruptionPlan.OpenZone(NodesOf(pods, isRedundant), [NodesOf(others, isRedundant: true)], cordoned.Split(' ').ToHashSet(), rolling: null, Samples.Now);

        Assert.True(expected == open, $"{why}: {open}");
    }

    [Fact]
    public void OpenZone_AnotherPoolLacksAPod_Waits() =>
        Assert.Null(DisruptionPlan.OpenZone(NodesOf("a1 a +, b1 b +", true), [NodesOf("a1 a +", true) with { Wanted = 2 }], new HashSet<string> { "a1" }, rolling: null, Samples.Now));

    private static PoolNodes NodesOf(string pods, bool isRedundant = true) => new([.. pods.Split(", ").Select(Parse)], pods.Split(", ").Length, "1", isRedundant);

    private static V1Pod Parse(string text)
    {
        var parts = text.Split(' ');
        var pod = Samples.Pod(parts[0], parts[1], isReady: parts[2] != "-");
        return parts[2] != "*" ? pod : pod with { Status = pod.Status! with { Conditions = [new V1Condition { Type = "Ready", Status = "True", LastTransitionTime = Samples.Now.AddSeconds(-1) }] } };
    }
}
