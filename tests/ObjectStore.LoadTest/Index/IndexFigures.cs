using System.Globalization;
using ObjectStore.LoadTest.Engine;

namespace ObjectStore.LoadTest.Index;

/// <summary>What was measured of one store.</summary>
internal sealed record IndexFigures(IndexEngine Engine, IndexLayout Layout)
{
    /// <summary>HEAD of random objects.</summary>
    public required Measured Head { get; init; }

    /// <summary>Keys a second that one client lists, page after page.</summary>
    public required double ListedByOne { get; init; }

    /// <summary>Pages that 16 clients list at once.</summary>
    public required Measured Pages { get; init; }

    /// <summary>PUT of new objects of 1 KiB.</summary>
    public required Measured Create { get; init; }

    /// <summary>Keys a second that 16 clients list.</summary>
    public double ListedByMany => Pages.Load.OperationsPerSecond * SpreadKeys.PageKeys;

    /// <summary>Requests that were not answered with success.</summary>
    public int ErrorCount => new[] { Head, Pages, Create }.Sum(measured => measured.Load.Errors.Values.Sum());

    /// <summary>Titles of the columns.</summary>
    public static string Title =>
        $"{"index",-9} {"p/d",5} | {"HEAD/s",7} {"p50 ms",7} {"p99 ms",7} {"CPU us",7} | {"keys/s, 1",10} {"16 listers",10} {"p99 ms",7} {"CPU ns",7} | {"PUT 1K/s",8} {"p50 ms",7} {"p99 ms",7} {"CPU us",7} | errors";

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Engine,-9} {Layout,5} | {Of(Head)} | {ListedByOne,10:F0} {ListedByMany,10:F0} {Pages.Load.PercentileMs(0.99),7:F2} {Pages.ProcessorUs,7:F0} | {Of(Create, 8)} | {ErrorCount}");

    private static string Of(Measured measured, int width = 7) => string.Create(
        CultureInfo.InvariantCulture,
        $"{measured.Load.OperationsPerSecond.ToString("F0", CultureInfo.InvariantCulture).PadLeft(width)} {measured.Load.PercentileMs(0.5),7:F2} {measured.Load.PercentileMs(0.99),7:F2} {measured.ProcessorUs,7:F0}");

    /// <summary>A run of requests.</summary>
    /// <param name="Load">What clients saw.</param>
    /// <param name="ServerTime">Processor time of the store's process.</param>
    public sealed record Measured(LoadResult Load, TimeSpan ServerTime)
    {
        /// <summary>Processor time of the store's process for a request, in microseconds; for a page of 1,000 keys it reads as nanoseconds a key.</summary>
        public double ProcessorUs => ServerTime.TotalMicroseconds / Math.Max(1, Load.OperationCount);
    }
}
