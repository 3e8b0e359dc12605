using System.Globalization;

namespace ObjectStore.Faults.Tests;

/// <summary>How long a run is.</summary>
internal sealed record FaultRunOptions
{
    /// <summary>Where the seed comes from when it is given.</summary>
    public const string SeedVariable = "OBJECTSTORE_TEST_SEED";

    /// <summary>Where clients, places and contents come from. The interleaving of processes does not.</summary>
    public required int Seed { get; init; }

    /// <summary>Clients at once, each with one operation under way.</summary>
    public required int ClientCount { get; init; }

    /// <summary>Faults by name, in this order; null draws them.</summary>
    public IReadOnlyList<string>? FaultNames { get; init; }

    /// <summary>How many faults are injected.</summary>
    public required int FaultCount { get; init; }

    /// <summary>The load goes on at least until so many operations have ended.</summary>
    public required int OperationCount { get; init; }

    /// <summary>So many operations for each fault, and no more than a few a second until the next; null for as many as there can be.</summary>
    public int? OperationsPerFault { get; init; }

    /// <summary>The longest that a fault lasts; the shortest are two seconds.</summary>
    public required TimeSpan HoldMax { get; init; }

    /// <summary>Capacity of each device.</summary>
    public long DeviceBytes { get; init; } = 1L << 30;

    /// <summary>Size of a file system in memory for the devices of the first node, which is filled up now and then; 0 for none.</summary>
    public long SmallDiskBytes { get; init; }

    /// <summary>Zones that are killed at the end, one after the other, while everything is read.</summary>
    public required int CheckedZoneCount { get; init; }

    /// <summary>Whether everything is deleted at the end, to look for garbage.</summary>
    public required bool ChecksGarbage { get; init; }

    /// <summary>The seed that is given, or one by chance.</summary>
    public static int ChooseSeed() => Number(SeedVariable, Random.Shared.Next());

    /// <summary>A number from the environment.</summary>
    public static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
