using System.Reflection;
using System.Text;
using Mlx4.Runtime;

namespace Mlx4.Tests.Runtime;

/// <summary>Everything that user code can see: a change of it is a decision.</summary>
public class PublicApiTests
{
    [Fact]
    public Task All_that_is_public()
    {
        StringBuilder api = new();
        foreach (Type type in typeof(Errno).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            api.Append(type.FullName).Append(type.BaseType is null || type.BaseType == typeof(object) ? "" : $" : {type.BaseType.Name}").Append('\n');
            IEnumerable<string> members = type.IsEnum
                ? type == typeof(Errno) ? ["(the numbers of Linux)"] : Enum.GetNames(type)
                : type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
                    .Where(member => member is not MethodInfo { IsSpecialName: true } method || method.Name.StartsWith("op_", StringComparison.Ordinal))
                    .Select(Describe)
                    .Order(StringComparer.Ordinal);
            foreach (string member in members)
            {
                api.Append("    ").Append(member).Append('\n');
            }
        }
        return Snapshot.Verify(api.ToString());
    }

    private static string Describe(MemberInfo member) => member is PropertyInfo property
        ? $"{property} {{ {(property.CanRead ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}}"
        : member.ToString()!;
}
