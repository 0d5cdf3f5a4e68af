using System.Reflection;
using System.Text;
using Mlx4.Runtime;

namespace Mlx4.Tests;

/// <summary>Everything of a package that user code can see, as text: a change of it is a decision.</summary>
internal static class PublicApi
{
    public static string Of(Assembly assembly)
    {
        StringBuilder api = new();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
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
        return api.ToString();
    }

    private static string Describe(MemberInfo member) => member is PropertyInfo property
        ? $"{property} {{ {(property.CanRead ? "get; " : "")}{(property.SetMethod?.IsPublic == true ? "set; " : "")}}}"
        : member.ToString()!;
}
