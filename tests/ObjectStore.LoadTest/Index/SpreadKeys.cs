using System.Globalization;

namespace ObjectStore.LoadTest.Index;

/// <summary>The keys of the benchmark: spread evenly by their first eight digits, as keys that begin with a hash are.</summary>
internal sealed class SpreadKeys(int count)
{
    /// <summary>Keys of a page of a listing.</summary>
    public const int PageKeys = 1000;

    private const long Space = 1L << 32;

    /// <summary>How many are listed.</summary>
    public int Count => count;

    /// <summary>Listed key of an index, ascending with it.</summary>
    public string this[int index] => string.Create(CultureInfo.InvariantCulture, $"{index * Space / count:x8}/images/2026/{index:D9}.jpg");

    /// <summary>A key that a PUT makes, at random; the same for the same number.</summary>
    public static string Created(int number) => string.Create(CultureInfo.InvariantCulture, $"{(uint)(number * 0x9E3779B1u):x8}/made/{number:D9}.jpg");

    /// <summary>Beginning of the keys of a partition other than the first.</summary>
    public static string StartOf(int partition, int partitionCount) => string.Create(CultureInfo.InvariantCulture, $"{partition * Space / partitionCount:x8}");

    /// <summary>Indexes of the keys of a partition.</summary>
    public (int From, int To) RangeOf(int partition, int partitionCount) => (CeilingOf(partition, partitionCount), CeilingOf(partition + 1, partitionCount));

    /// <summary>What each page starts after, in the order in which so many listers meet them, each in its part of the keys.</summary>
    public IEnumerable<string> Pages(int listerCount)
    {
        var pagesEach = count / PageKeys / listerCount;
        for (var page = 0; page < pagesEach; page++)
        {
            for (var lister = 0; lister < listerCount; lister++)
            {
                var first = (lister * pagesEach + page) * PageKeys;
                yield return first == 0 ? "0" : this[first - 1];
            }
        }
    }

    private int CeilingOf(int partition, int partitionCount)
    {
        // The first index whose digits are not below those that the partition begins with.
        var start = partition * Space / partitionCount;
        return (int)((start * count + Space - 1) / Space);
    }
}
