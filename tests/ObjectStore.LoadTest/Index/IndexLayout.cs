using System.Globalization;

namespace ObjectStore.LoadTest.Index;

/// <summary>Over how many partitions the keys are spread evenly, and over how many databases these in turn.</summary>
internal readonly record struct IndexLayout(int Partitions, int Databases)
{
    /// <summary>Reads <c>partitions/databases</c>.</summary>
    /// <exception cref="FormatException">It is not that.</exception>
    public static IndexLayout Parse(string text)
    {
        var numbers = text.Split('/').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        if (numbers is not [>= 1 and <= 4096, >= 1 and <= 64] || numbers[1] > numbers[0])
            throw new FormatException($"'{text}' is not partitions/databases, with at least a partition for each database.");
        return new IndexLayout(numbers[0], numbers[1]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partitions}/{Databases}");
}
