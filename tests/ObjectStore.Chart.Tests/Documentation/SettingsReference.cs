using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Chart.Tests.Documentation;

/// <summary>All settings of all processes, read from the types that hold them and their documentation.</summary>
internal static partial class SettingsReference
{
    private static readonly string[] Processes =
    [
        "standalone/ObjectStore.Standalone", "gateway/ObjectStore.GatewayHost", "node/ObjectStore.Node", "operator/ObjectStore.CuratorHost", "operator/ObjectStore.Operator",
    ];

    /// <summary>The settings, by their paths.</summary>
    public static IReadOnlyList<Setting> All { get; } =
        [.. Processes.SelectMany(ReadProcess).Concat(ReadSingle()).DistinctBy(static setting => setting.Path).OrderBy(static setting => setting.Path, StringComparer.Ordinal)];

    /// <summary>The page that lists them.</summary>
    public static string Render()
    {
        var page = new StringBuilder("""
            # All settings

            Made from the code by `make reference`, and compared with it by the tests. The pages of each subject say which of these matter and when; here is every one, with its default.
            `NAME` is a name of yours, `0` the place in a list. On the command line `--Section:Name value`, in the environment `OBJECTSTORE__Section__Name`, in a file of `--config` as YAML or JSON.
            Durations are written `hh:mm:ss` or `d.hh:mm:ss`, sizes in bytes. Names that begin with `Unsafe` give up a promise.

            """);
        foreach (var section in All.GroupBy(static setting => setting.Path.Split(':')[0]))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| setting | default | meaning |\n| --- | --- | --- |\n");
            foreach (var setting in section) page.Append(CultureInfo.InvariantCulture, $"| `{setting.Path}` | {setting.Default} | {setting.Meaning} |\n");
        }

        return page.ToString();
    }

    private static IEnumerable<Setting> ReadProcess(string process)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        var folder = Path.Combine(RepositoryPaths.Root, process, "bin", configuration, "net10.0");
        Assert.True(Directory.Exists(folder), $"{process} is not built.");
        var context = new AssemblyLoadContext(process);
        context.Resolving += (loading, name) => Path.Combine(folder, $"{name.Name}.dll") is var file && File.Exists(file) ? loading.LoadFromAssemblyPath(file) : null;
        return Directory.GetFiles(folder, "ObjectStore.*.dll").Select(context.LoadFromAssemblyPath).SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => SectionOf(type) is not null).SelectMany(static type => Read(SectionOf(type)!, type)).ToArray();
    }

    /// <summary>Settings that belong to no options: a class each, whose summary begins with the path.</summary>
    private static IEnumerable<Setting> ReadSingle() => Processes.Select(static process => process.Split('/')[0]).Distinct()
        .SelectMany(static folder => Directory.GetFiles(Path.Combine(RepositoryPaths.Root, folder), "*.cs", SearchOption.AllDirectories)).Select(File.ReadAllText)
        .SelectMany(static text => Single().Matches(text).Select(match => new Setting(match.Groups["path"].Value, "none", Code().Replace(SingleSummary(text, match.Groups["path"].Value), "`$1`"))));

    private static string SingleSummary(string text, string path) =>
        Regex.Match(text, $"<summary><c>{Regex.Escape(path)}</c>: (.)(.*?)</summary>") is { Success: true } match ? match.Groups[1].Value.ToUpperInvariant() + match.Groups[2].Value : throw new InvalidOperationException($"{path} has no summary that begins with it.");

    private static IEnumerable<Setting> Read(string path, Type type)
    {
        var defaults = Activator.CreateInstance(type, nonPublic: true)!;
        foreach (var property in type.GetProperties().Where(IsBound))
        {
            var own = $"{path}:{property.Name}";
            var (element, step) = ElementOf(property.PropertyType);
            if (IsSection(element)) foreach (var inner in Read(own + step, element)) yield return inner;
            else yield return new Setting(own + step, DefaultOf(property.Name, property.GetValue(defaults)), SummaryOf(property));
        }
    }

    /// <summary>What can be set, and collections that are added to.</summary>
    private static bool IsBound(PropertyInfo property) => property.GetIndexParameters().Length == 0
        && (property.SetMethod is { IsPublic: true } || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() is var type && (type == typeof(IDictionary<,>) || type == typeof(IList<>))));

    /// <summary>What a dictionary or list has, and how its places are written.</summary>
    private static (Type Element, string Step) ElementOf(Type type)
    {
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type)) return (Nullable.GetUnderlyingType(type) ?? type, "");
        return type.GetGenericArguments() is [var key, var value] && key == typeof(string) ? (value, $":{Setting.AnyName}") : (type.GetGenericArguments()[0], $":{Setting.AnyPlace}");
    }

    private static bool IsSection(Type type) => type.IsClass && type.Namespace?.StartsWith("ObjectStore.", StringComparison.Ordinal) == true && type.GetConstructor(Type.EmptyTypes) is not null;

    private static string DefaultOf(string name, object? value) => value switch
    {
        null or "" or IEnumerable and not string => "none",
        bool isOn => isOn ? "true" : "false",
        TimeSpan time => TextOf(time),
        long or int when name.Contains("Bytes", StringComparison.Ordinal) => TextOfBytes(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        long or int => string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
        string text => $"`{text}`",
        double number => number.ToString("#,0.###", CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string TextOf(TimeSpan time)
    {
        if (time == TimeSpan.Zero) return "0";
        (string Unit, TimeSpan One)[] units = [("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("min", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1))];
        var (unit, one) = units.First(each => time.Ticks % each.One.Ticks == 0 || each.Unit == "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{time / one:0.###} {unit}");
    }

    private static string TextOfBytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < units.Length - 1) (bytes, unit) = (bytes / 1024, unit + 1);
        return bytes == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} {units[unit]}");
    }

    private static string SummaryOf(PropertyInfo property)
    {
        var file = Path.ChangeExtension(property.DeclaringType!.Assembly.Location, ".xml");
        var name = $"P:{property.DeclaringType.FullName!.Replace('+', '.')}.{property.Name}";
        var summary = XDocument.Load(file).Descendants("member").FirstOrDefault(member => (string?)member.Attribute("name") == name)?.Element("summary");
        Assert.True(summary is not null, $"{name} has no summary.");
        return Space().Replace(string.Concat(summary.Nodes().Select(node => TextOf(node, property.DeclaringType))), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string TextOf(XNode node, Type type) => node switch
    {
        XElement { Name.LocalName: "see" or "paramref" } link => $"`{NameOf(link, type)}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => other.Value,
        _ => ((XText)node).Value,
    };

    /// <summary>The last part of a name, and before it its section when it is a setting of another one.</summary>
    private static string NameOf(XElement link, Type type)
    {
        var name = ((string?)link.Attribute("cref") ?? (string?)link.Attribute("langword") ?? (string?)link.Attribute("name"))!.Split('(')[0].Split(':')[^1];
        var (dot, assembly) = (name.LastIndexOf('.'), type.Assembly);
        var owner = dot < 0 ? null : assembly.GetType(name[..dot]);
        return owner is not null && owner != type && SectionOf(owner) is { } section ? $"{section}:{name[(dot + 1)..]}" : name[(dot + 1)..];
    }

    private static string? SectionOf(Type type) => type.GetField("SectionName", BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy) is { IsLiteral: true } field ? (string)field.GetRawConstantValue()! : null;

    [GeneratedRegex("const string Setting = \"(?<path>[A-Z]\\w+:\\w+)\"")]
    private static partial Regex Single();

    [GeneratedRegex("<c>(.*?)</c>")]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
