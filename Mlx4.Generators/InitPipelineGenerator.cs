using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Mlx4.Generators.Emit;
using Mlx4.Generators.Model;
using Mlx4.Generators.Parsing;

namespace Mlx4.Generators;

/// <summary>
/// Writes the load and the unload of every pipeline of stages. What is wrong with a declaration is said by
/// <see cref="Analysis.DeclarationAnalyzer"/>, which runs the same parser; the generator itself reports nothing.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class InitPipelineGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PipelineModel> pipelines = context.SyntaxProvider
            .ForAttributeWithMetadataName(WellKnownNames.InitStageAttribute, static (node, _) => StageSyntax.MayLead(node), Parse)
            .WithTrackingName(TrackingNames.Parse)
            .SelectMany(static (models, _) => models)
            .WithTrackingName(TrackingNames.Pipeline);

        IncrementalValueProvider<EquatableArray<string>> clashes = pipelines
            .Select(static (pipeline, _) => pipeline.FileName)
            .Collect()
            .Select(static (names, _) => FileNames.Clashing(names))
            .WithTrackingName(TrackingNames.Clashes);

        context.RegisterSourceOutput(pipelines.Combine(clashes), Write);
    }

    private static EquatableArray<PipelineModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        context.TargetSymbol is { ContainingType: INamedTypeSymbol type } && StageSyntax.LeadsItsType(type, context.TargetNode, context.SemanticModel, cancellation)
            ? new EquatableArray<PipelineModel>(HostParser.Parse(type, context.SemanticModel.Compilation, report: null, cancellation))
            : new EquatableArray<PipelineModel>(ImmutableArray<PipelineModel>.Empty);

    private static void Write(SourceProductionContext context, (PipelineModel Pipeline, EquatableArray<string> Clashes) source)
    {
        using CodeWriter code = PipelineEmitter.Emit(source.Pipeline);
        context.AddSource(FileNames.Unique(source.Pipeline.FileName, source.Clashes), GeneratedText.Of(code));
    }
}
