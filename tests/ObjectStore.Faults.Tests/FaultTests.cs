namespace ObjectStore.Faults.Tests;

/// <summary>
/// A cluster of real processes under load, into which faults are injected. Every operation is recorded; at the end no acknowledged write may be lost or wrong, the history
/// of every key must be linearizable, and everything must be readable without any one zone.
/// </summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Cluster_AFewFaultsUnderLoad_KeepsItsPromises() => await RunAsync("short.md", new FaultRunOptions
    {
        Seed = FaultRunOptions.ChooseSeed(),
        ClientCount = 6,
        FaultNames = ["zone killed", "gateway killed", "database killed", "curator killed", "database fails over", "node silent"],
        FaultCount = 6,
        HoldMax = TimeSpan.FromSeconds(4),
        OperationCount = 500,
        CheckedZoneCount = 1,
        ChecksGarbage = false,
    });

    [Fact]
    [Trait("Category", "Soak")]
    public async Task Cluster_ManyFaultsUnderLoad_KeepsItsPromises() => await RunAsync("report.md", new FaultRunOptions
    {
        Seed = FaultRunOptions.ChooseSeed(),
        ClientCount = 16,
        FaultCount = FaultRunOptions.Number("OBJECTSTORE_FAULTS", 200),
        OperationCount = FaultRunOptions.Number("OBJECTSTORE_FAULT_OPERATIONS", 200_000),
        OperationsPerFault = FaultRunOptions.Number("OBJECTSTORE_FAULT_OPERATIONS", 200_000) / FaultRunOptions.Number("OBJECTSTORE_FAULTS", 200),
        HoldMax = TimeSpan.FromSeconds(FaultRunOptions.Number("OBJECTSTORE_FAULT_SECONDS", 9)),
        CheckedZoneCount = 3,
        ChecksGarbage = true,
        DeviceBytes = 4L << 30,
        SmallDiskBytes = 768L << 20,
    });

    private static async Task RunAsync(string reportName, FaultRunOptions options)
    {
        var output = TestContext.Current.TestOutputHelper!;
        void Print(string line)
        {
            output.WriteLine(line);
            TestContext.Current.SendDiagnosticMessage("{0}", line);
        }

        var result = await new FaultRun(options, Print).RunAsync(TestContext.Current.CancellationToken);

        Print($"report: {FaultReport.Write(result, reportName)}");
        Assert.True(result.Problems.Count == 0, string.Join('\n', result.Problems));
    }
}
