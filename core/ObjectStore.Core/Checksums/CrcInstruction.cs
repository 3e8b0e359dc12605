namespace ObjectStore.Core.Checksums;

/// <summary>A CRC for which processors have an instruction of its own.</summary>
internal enum CrcInstruction
{
    /// <summary>No instruction: tables.</summary>
    None,

    /// <summary>CRC-32C: SSE4.2 and the Arm CRC extension.</summary>
    Castagnoli,

    /// <summary>CRC-32: the Arm CRC extension.</summary>
    Ieee,
}
