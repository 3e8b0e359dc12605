using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Core.Buffers;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>Kestrel with the process's <see cref="ConnectionBlockPool"/> in place of its own blocks of 4 KiB.</summary>
public static class ConnectionBlocks
{
    /// <summary>Adds Kestrel. Its own pool is registered along with it and the last registration wins: so the two belong together.</summary>
    public static IWebHostBuilder UseKestrelWithBlocks(this IWebHostBuilder host) =>
        host.UseKestrelCore().ConfigureServices(static services => services.AddSingleton<IMemoryPoolFactory<byte>, Factory>());

    private sealed class Factory : IMemoryPoolFactory<byte>
    {
        private static readonly ConnectionBlockPool Pool = new();

        /// <inheritdoc />
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => Pool;
    }
}
