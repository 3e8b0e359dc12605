using System.Globalization;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>An entry of <c>Index:Databases</c>.</summary>
internal sealed record DatabaseSetting(string Name)
{
    /// <summary>The SQLite file, or empty.</summary>
    public string Path { get; init; } = "";

    /// <summary>The file with a connection string, or empty.</summary>
    public string ConnectionStringFile { get; init; } = "";

    /// <summary>Further settings of it: names and values.</summary>
    public (string Name, string Value)[] More { get; init; } = [];

    /// <summary>Arguments that declare databases, the catalog's first.</summary>
    public static IEnumerable<string> Arguments(params DatabaseSetting[] databases) => databases.SelectMany(static (database, index) => database.Settings
        .Where(static setting => setting.Value.Length > 0)
        .SelectMany(setting => (string[])[string.Create(CultureInfo.InvariantCulture, $"--Index:Databases:{index}:{setting.Name}"), setting.Value]));

    private IEnumerable<(string Name, string Value)> Settings => [(nameof(Name), Name), (nameof(Path), Path), (nameof(ConnectionStringFile), ConnectionStringFile), .. More];
}
