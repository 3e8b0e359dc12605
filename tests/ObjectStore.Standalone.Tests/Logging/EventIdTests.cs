using System.Reflection;
using Microsoft.Extensions.Logging;

namespace ObjectStore.Standalone.Tests.Logging;

public class EventIdTests
{
    /// <summary>Who filters logs by an id finds one event. Goes through the assemblies of the process that has all of the store in it.</summary>
    [Fact]
    public void LoggerMessages_OfAllAssemblies_HaveIdsOfTheirOwn()
    {
        var assemblies = Directory.EnumerateFiles(AppContext.BaseDirectory, "ObjectStore.*.dll").Select(static file => Assembly.Load(AssemblyName.GetAssemblyName(file)));

        var events = assemblies.SelectMany(static assembly => assembly.GetTypes()).SelectMany(EventsOf).ToArray();

        Assert.InRange(events.Length, 100, int.MaxValue);
        Assert.Empty(events.GroupBy(static each => each.Id).Where(static group => group.Count() > 1).Select(static group => $"{group.Key}: {string.Join(", ", group.Select(static each => each.Name))}"));
    }

    private static IEnumerable<(int Id, string Name)> EventsOf(Type type) => type
        .GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
        .Where(static found => found.Message is not null)
        .Select(found => (found.Message!.EventId, $"{type.FullName}.{found.Method.Name}"));
}
