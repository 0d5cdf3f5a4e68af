using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Mlx4.Generators.Parsing;

/// <summary>Constants as source text.</summary>
internal static class DefaultValues
{
    /// <summary>The default value of an optional parameter, with the equals sign.</summary>
    public static string Text(IParameterSymbol parameter) => " = " + (parameter.ExplicitDefaultValue is null ? "default" : Text(parameter.Type, parameter.ExplicitDefaultValue));

    /// <summary>Whether the default is null and the type, declared without nullability, has to say so in generated code.</summary>
    public static bool NeedsNullable(IParameterSymbol parameter) =>
        parameter is { ExplicitDefaultValue: null, Type: { IsReferenceType: true, NullableAnnotation: NullableAnnotation.None } };

    /// <summary>A constant of an enum or of a built-in type.</summary>
    public static string Text(ITypeSymbol type, object value)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return Text(nullable.TypeArguments[0], value);
        }
        string typeName = type.ToDisplayString(Names.TypeFormat);
        if (type.TypeKind == TypeKind.Enum)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is IFieldSymbol { HasConstantValue: true } field && Equals(field.ConstantValue, value))
                {
                    return $"{typeName}.{Names.Escape(field.Name)}";
                }
            }
            return $"({typeName})({Convert.ToString(value, CultureInfo.InvariantCulture)})";
        }
        return value switch
        {
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            double d when double.IsNaN(d) => "double.NaN",
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            float f when float.IsNaN(f) => "float.NaN",
            float f => f.ToString("R", CultureInfo.InvariantCulture) + "f",
            double d => d.ToString("R", CultureInfo.InvariantCulture) + "d",
            decimal m => m.ToString(CultureInfo.InvariantCulture) + "m",
            byte or sbyte or short or ushort => $"({typeName})({Convert.ToString(value, CultureInfo.InvariantCulture)})",
            uint u => u.ToString(CultureInfo.InvariantCulture) + "u",
            long l => l.ToString(CultureInfo.InvariantCulture) + "L",
            ulong ul => ul.ToString(CultureInfo.InvariantCulture) + "UL",
            _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? "default",
        };
    }
}
