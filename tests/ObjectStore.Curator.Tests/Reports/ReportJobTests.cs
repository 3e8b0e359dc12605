using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Reports;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Curator.Tests.Reports;

public sealed class ReportJobTests
{
    private static readonly ClusterMap Map = new(new Epoch(1), [], [Group(1, "default"), Group(2, "default"), Group(3, "cold")]);

    /// <summary>Goal: a pool is not held up, nor called lost, for what is in another.</summary>
    [Fact]
    public void ByPool_StripesOfSeveralGroups_AreCountedWhereTheyAre()
    {
        var report = RepairReport.Empty with { Waiting = 7, LostCount = 4, ByPool = ReportJob.ByPool(Map, Counts((1, 2), (2, 5)), Counts((2, 1), (3, 3))) };

        Assert.Equal(new PoolRepairReport(7, 1), report.Of(new PoolName("default")));
        Assert.Equal(new PoolRepairReport(0, 3), report.Of(new PoolName("cold")));
        Assert.Equal(new PoolRepairReport(0, 0), report.Of(new PoolName("hot")));
    }

    [Fact]
    public void ByPool_GroupThatTheMapDoesNotKnow_CountsForEveryPool()
    {
        var report = RepairReport.Empty with { Waiting = 1, Running = 2, Deferred = 4, LostCount = 8, ByPool = ReportJob.ByPool(Map, Counts((1, 1), (9, 6)), Counts()) };

        Assert.Null(report.ByPool);
        Assert.Equal(new PoolRepairReport(7, 8), report.Of(new PoolName("cold")));
    }

    private static PlacementGroup Group(uint id, string pool) => new(new PlacementGroupId(id), new Epoch(1), ErasureProfile.Replicated, []) { Pool = new PoolName(pool) };

    private static Dictionary<PlacementGroupId, int> Counts(params (uint Group, int Stripes)[] counts) => counts.ToDictionary(static each => new PlacementGroupId(each.Group), static each => each.Stripes);
}
