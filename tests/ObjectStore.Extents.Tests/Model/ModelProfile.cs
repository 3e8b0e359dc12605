namespace ObjectStore.Extents.Tests.Model;

/// <summary>Which faults a run of the model test has. Each weakens what may be asserted, so they are not all on at once.</summary>
public enum ModelProfile
{
    /// <summary>Crashes with lost and torn unsynced writes only: nothing acknowledged is lost, nothing is damaged.</summary>
    Crashes,

    /// <summary>Also failing writes, syncs and reads: errors, but still no loss.</summary>
    InputOutputErrors,

    /// <summary>Also a device that is too small: DeviceFull, and deletes and compaction make room again.</summary>
    FullDevice,

    /// <summary>Also flipped bits, misdirected and lost writes: fragments may be damaged or gone, but never wrong.</summary>
    Damage,
}
