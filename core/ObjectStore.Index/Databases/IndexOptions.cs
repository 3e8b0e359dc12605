using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace ObjectStore.Index.Databases;

/// <summary>The databases that hold the index.</summary>
public sealed class IndexOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Index";

    /// <summary>The databases; the first holds the catalog too and stays the first for ever. None: one SQLite file in the data directory.</summary>
    [ValidateEnumeratedItems]
    public IReadOnlyList<IndexDatabaseOptions> Databases { get; init; } = [];

    /// <summary>Bytes of rows that a move of a partition reads, and writes, in a second at most while it copies; changes made meanwhile are caught up unpaced.</summary>
    [Range(1L << 16, 1L << 40)]
    public long MoveBytesPerSecondMax { get; init; } = 32 << 20;

    /// <summary>How long a database keeps the rows of a partition that has moved away.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan DiscardGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var group in Databases.GroupBy(static database => database.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1))
            yield return new ValidationResult($"{SectionName}:Databases names '{group.Key}' twice.", [nameof(Databases)]);
        foreach (var group in Databases.Where(static database => database.Path.Length > 0).GroupBy(static database => Path.GetFullPath(database.Path)).Where(static group => group.Count() > 1))
            yield return new ValidationResult($"{SectionName}:Databases names the file '{group.Key}' twice.", [nameof(Databases)]);
        if (Databases.Count > 0 && Databases[0].Drain)
            yield return new ValidationResult($"{SectionName}:Databases:0 holds the catalog and cannot be drained.", [nameof(Databases)]);
    }
}

/// <summary>One database: an SQLite file, or a schema of a PostgreSQL server.</summary>
public sealed partial class IndexDatabaseOptions : IValidatableObject
{
    /// <summary>Its name in the keymap, 1..63 letters, digits and hyphens; must never come to mean another database.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>File of an SQLite database; this or <see cref="ConnectionStringFile"/>.</summary>
    public string Path { get; init; } = "";

    /// <summary>Largest size of the SQLite file; beyond it writes fail as when the disk is full. 0: no bound but the disk.</summary>
    [Range(0L, 1L << 50)]
    public long BytesMax { get; init; }

    /// <summary>File that holds the connection string of a PostgreSQL database.</summary>
    public string ConnectionStringFile { get; init; } = "";

    /// <summary>Schema of the tables in PostgreSQL.</summary>
    [Required]
    public string Schema { get; init; } = "objectstore";

    /// <summary>Whether its partitions are to move to the other databases.</summary>
    public bool Drain { get; init; }

    /// <summary>Its share of the load relative to the others.</summary>
    [Range(0.01, 1000.0)]
    public double Weight { get; init; } = 1;

    /// <summary>Takes a PostgreSQL server that does not flush.</summary>
    public bool UnsafeAllowServerWithoutFlush { get; init; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ValidName().IsMatch(Name))
            yield return new ValidationResult($"{IndexOptions.SectionName}:Databases: the name '{Name}' is not 1 to 63 letters, digits and hyphens.", [nameof(Name)]);
        if (Path.Length > 0 == ConnectionStringFile.Length > 0)
            yield return new ValidationResult($"{IndexOptions.SectionName}:Databases: '{Name}' needs either a Path or a ConnectionStringFile.", [nameof(Path), nameof(ConnectionStringFile)]);
        if (ConnectionStringFile.Length > 0 && !File.Exists(ConnectionStringFile))
            yield return new ValidationResult($"{IndexOptions.SectionName}:Databases: the ConnectionStringFile '{ConnectionStringFile}' of '{Name}' does not exist.", [nameof(ConnectionStringFile)]);
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}

/// <summary>Checks <see cref="IndexOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
public sealed partial class IndexOptionsValidator : IValidateOptions<IndexOptions>;
