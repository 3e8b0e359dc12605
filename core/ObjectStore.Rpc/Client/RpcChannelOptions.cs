using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Rpc.Client;

/// <summary>How a process talks to its peers.</summary>
public sealed record RpcChannelOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "RpcClient";

    /// <summary>HTTP/2 connections to each peer. More than one keeps a lost packet, or one busy reader, from holding up all calls.</summary>
    [Range(1, 64)]
    public int ConnectionsPerPeer { get; init; } = 2;

    /// <summary>HTTP/1.1 connections for payload to each peer, each with one transfer at a time; more transfers wait for one.</summary>
    [Range(1, 1024)]
    public int PayloadConnectionsPerPeer { get; init; } = 16;

    /// <summary>Payload from this length on goes over HTTP/1.1 where the peer offers it, shorter over gRPC (docs/adr/0012-rpc.md).</summary>
    [Range(0, int.MaxValue)]
    public int HttpPayloadBytesMin { get; init; } = 48 << 10;

    /// <summary>How long making a connection may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one call, or one fragment in either direction, may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may take to describe itself, for which it asks no disk; one that takes longer hangs.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan DescribeTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one page of a listing or verification may take, which read a disk.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan WalkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For so long after a peer could not be reached it is not asked again: calls fail at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A connection over which nothing came for this long, while calls wait, is asked whether it lives.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Connections are made anew after this time, so that certificates that were rotated come into use.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes that a peer may send ahead on one stream.</summary>
    [Range(64 << 10, 16 << 20)]
    public int StreamWindowBytes { get; init; } = 4 << 20;

    /// <summary>Longest message that is read or written.</summary>
    [Range(64 << 10, 64 << 20)]
    public int MessageBytesMax { get; init; } = 4 << 20;

    /// <summary>Puts, and likewise reads, that may wait for one device over gRPC; more are refused as Overloaded.</summary>
    [Range(1, 100_000)]
    public int OperationsPerDeviceMax { get; init; } = 1024;
}

/// <summary>Checks the annotations of <see cref="RpcChannelOptions"/>.</summary>
[OptionsValidator]
public sealed partial class RpcChannelOptionsValidator : IValidateOptions<RpcChannelOptions>;
