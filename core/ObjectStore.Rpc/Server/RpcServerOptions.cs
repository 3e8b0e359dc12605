using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Rpc.Server;

/// <summary>Bounds of an RPC server.</summary>
public sealed class RpcServerOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "RpcServer";

    /// <summary>Longest message that is read or written. A fragment's payload is at most 2 MiB.</summary>
    [Range(64 << 10, 64 << 20)]
    public int MessageBytesMax { get; init; } = 4 << 20;

    /// <summary>Calls at a time on one connection; a client waits with further ones.</summary>
    [Range(1, 100_000)]
    public int StreamsPerConnectionMax { get; init; } = 1024;

    /// <summary>Connections at a time.</summary>
    [Range(1, 100_000)]
    public int ConnectionsMax { get; init; } = 1024;

    /// <summary>Bytes that a peer may send ahead on one stream: the HTTP/2 window.</summary>
    [Range(64 << 10, 64 << 20)]
    public int StreamWindowBytes { get; init; } = 2 << 20;

    /// <summary>Bytes that a peer may send ahead on one connection.</summary>
    [Range(64 << 10, 1 << 30)]
    public int ConnectionWindowBytes { get; init; } = 16 << 20;

    /// <summary>Longest HTTP/2 frame that is taken.</summary>
    [Range(16 << 10, (16 << 20) - 1)]
    public int FrameBytesMax { get; init; } = 1 << 20;

    /// <summary>A connection over which nothing came for this long is asked whether it lives.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks the annotations of <see cref="RpcServerOptions"/>.</summary>
[OptionsValidator]
public sealed partial class RpcServerOptionsValidator : IValidateOptions<RpcServerOptions>;
