using System.Text.Json.Serialization;

namespace ObjectStore.Curator.Reports;

/// <summary>What a device said last, as it is stored for those who ask.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Pool">Its storage pool.</param>
/// <param name="CapacityBytes">Bytes that it may use in all.</param>
/// <param name="FreeBytes">Bytes that new fragments may still take; the reserve is not among them.</param>
/// <param name="LiveBytes">Bytes of fragments that are neither deleted nor replaced.</param>
/// <param name="FragmentCount">Live fragments.</param>
/// <param name="IsWritable">Whether it took writes: false once it is full, has failed or is closing.</param>
/// <param name="IsAnswering">False once it has been silent for as long as makes a device suspect; the figures are older then.</param>
/// <param name="Problem">What is wrong with it in the words of its node; empty when nothing is known.</param>
public sealed record DeviceFigures(
    Guid Id, string Pool, long CapacityBytes, long FreeBytes, long LiveBytes, long FragmentCount, bool IsWritable, bool IsAnswering, string Problem)
{
    /// <summary>Whether its writes failed when it last answered, rather than that it was full or closing. False in what earlier releases stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasFailed { get; init; }
}
