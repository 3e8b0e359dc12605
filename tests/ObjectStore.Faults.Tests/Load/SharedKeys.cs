using System.Globalization;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>Keys that all clients write to at once. A key is left alone after so many operations, so that its history stays short enough to check. Thread-safe.</summary>
internal sealed class SharedKeys(int slotCount)
{
    private const int OperationsPerKey = 60;
    private readonly int[] _operationCounts = new int[slotCount];

    /// <summary>The key for the next operation.</summary>
    public string Next(Random random)
    {
        var slot = random.Next(slotCount);
        return Key(slot, (Interlocked.Increment(ref _operationCounts[slot]) - 1) / OperationsPerKey);
    }

    /// <summary>All keys so far.</summary>
    public IEnumerable<string> All()
    {
        for (var slot = 0; slot < slotCount; slot++)
        {
            for (var generation = 0; generation <= Volatile.Read(ref _operationCounts[slot]) / OperationsPerKey; generation++) yield return Key(slot, generation);
        }
    }

    private static string Key(int slot, int generation) => string.Create(CultureInfo.InvariantCulture, $"shared/{slot:D3}/{generation:D5}");
}
