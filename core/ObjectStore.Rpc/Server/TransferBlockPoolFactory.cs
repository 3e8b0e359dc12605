using System.Buffers;
using Microsoft.AspNetCore.Connections;
using ObjectStore.Core.Buffers;

namespace ObjectStore.Rpc.Server;

/// <summary>Gives all connections of the process the same <see cref="ConnectionBlockPool"/>.</summary>
internal sealed class TransferBlockPoolFactory : IMemoryPoolFactory<byte>
{
    private static readonly ConnectionBlockPool Pool = new();

    /// <inheritdoc />
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => Pool;
}
