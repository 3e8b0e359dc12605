namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>What a network does to connections.</summary>
/// <param name="IsCut">They are reset, and new ones as soon as they come.</param>
/// <param name="IsSilent">Bytes stay where they are, as when packets are dropped: nobody is told.</param>
/// <param name="Delay">Bytes wait for this long before they go on.</param>
public sealed record TcpProxyFault(bool IsCut, bool IsSilent, TimeSpan Delay)
{
    /// <summary>A network that works.</summary>
    public static TcpProxyFault None { get; } = new(false, false, TimeSpan.Zero);

    /// <summary>Connections are reset.</summary>
    public static TcpProxyFault Cut { get; } = new(true, false, TimeSpan.Zero);

    /// <summary>Bytes stay where they are until this ends.</summary>
    public static TcpProxyFault Silent { get; } = new(false, true, TimeSpan.Zero);

    /// <summary>Every piece of bytes is late, in both directions.</summary>
    public static TcpProxyFault Delayed(TimeSpan delay) => new(false, false, delay);
}
