using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Rebalance;

/// <summary>One group of three, whose first position moves away from a device.</summary>
public class RebalancePlanTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(1);
    private static readonly DeviceId Old = Id(9);
    private static readonly PlacementGroupId Group = new(1);
    private static readonly GroupMove Move = new(0, Old);

    private readonly SteppedTimeProvider _time = new();
    private readonly MoveSightings _moves;
    private uint _epoch;

    public RebalancePlanTests() => _moves = new MoveSightings(_time);

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    public void Ended_WalkFoundNothing_CountsFromTheMap(int seconds, bool isEnded)
    {
        _moves.Note(Map(Move));

        var ended = RebalancePlan.Ended(Old, WalkAfter(seconds), _moves.Since, Settle);

        Assert.Equal(isEnded ? [(Group, Move)] : [], ended);
    }

    [Fact]
    public void Ended_MoveLeftTheMapAndWasMadeAgain_CountsAnew()
    {
        _moves.Note(Map(Move));
        _time.Advance(TimeSpan.FromDays(1));
        _moves.Note(Map());
        _moves.Note(Map(Move));

        Assert.Empty(RebalancePlan.Ended(Old, WalkAfter(59), _moves.Since, Settle));
        Assert.NotEmpty(RebalancePlan.Ended(Old, WalkAfter(60), _moves.Since, Settle));
    }

    [Fact]
    public void Ended_OtherChangesOfTheMap_DelayNothing()
    {
        _moves.Note(Map(Move));
        _time.Advance(Settle);
        _moves.Note(Map(Move, new GroupMove(1, Old)));

        Assert.Equal([(Group, Move)], RebalancePlan.Ended(Old, WalkAfter(0), _moves.Since, Settle));
    }

    [Fact]
    public void Ended_WalkBeganUnderACuratorOfBefore_IsTooEarly()
    {
        var walk = WalkAfter(0);
        _time.Advance(TimeSpan.FromHours(1));
        _moves.Note(Map(Move));

        Assert.Empty(RebalancePlan.Ended(Old, walk, _moves.Since, Settle));
    }

    [Theory]
    [InlineData(true, true, 59, true)]
    [InlineData(true, true, 60, false)]
    [InlineData(true, false, 10, false)]
    [InlineData(false, true, 10, false)]
    public void IsWaiting_AfterAWalk_UntilTheNextCanEndTheMoves(bool isFinished, bool isEmpty, int seconds, bool expected)
    {
        var map = Map(Move);
        _moves.Note(map);
        var walk = WalkAfter(0) with { IsFinished = isFinished, Moves = [new RebalanceMove(Group.Value, 0, isEmpty)] };
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(expected, RebalancePlan.IsWaiting(Old, map, walk, _moves.Since, _time.GetUtcNow() - Settle));
    }

    [Fact]
    public void IsWaiting_MoveThatNoWalkHasLookedFor_Walks()
    {
        var walk = WalkAfter(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        var map = Map(Move);
        _moves.Note(map);

        Assert.False(RebalancePlan.IsWaiting(Old, map, walk, _moves.Since, _time.GetUtcNow() - Settle));
    }

    private static DeviceId Id(byte number) => new(new Guid(number, 0, 0, new byte[8]));

    private RebalanceState WalkAfter(int seconds) => new(ProgressJson.Version, _time.GetUtcNow().AddSeconds(seconds), 0, IsFinished: true, [new RebalanceMove(Group.Value, 0, IsEmpty: true)]);

    private ClusterMap Map(params GroupMove[] moves) =>
        new(new Epoch(++_epoch), [], [new PlacementGroup(Group, new Epoch(1), ErasureProfile.Replicated, [Id(1), Id(2), Id(3)]) { Moves = moves }]);
}
