using Microsoft.Extensions.ObjectPool;
using Microsoft.ML;

namespace UploadService;

/// <summary>One model, and as many engines as there are requests at a time: an engine is for one thread, and all share the model's
/// weights.</summary>
internal sealed class PhotographClassifier
{
    private readonly ObjectPool<PredictionEngine<Upload, Answer>> _engines;

    internal PhotographClassifier(string path)
    {
        var mlContext = new MLContext();
        _engines = new DefaultObjectPool<PredictionEngine<Upload, Answer>>(new EnginePolicy(mlContext, mlContext.Model.Load(path, out _)));
    }

    internal Answer Predict(byte[] image)
    {
        PredictionEngine<Upload, Answer> engine = _engines.Get();
        try
        {
            return engine.Predict(new Upload { ImagePath = image });
        }
        finally
        {
            _engines.Return(engine);
        }
    }

    private sealed class EnginePolicy(MLContext mlContext, ITransformer model) : PooledObjectPolicy<PredictionEngine<Upload, Answer>>
    {
        public override PredictionEngine<Upload, Answer> Create() => mlContext.Model.CreatePredictionEngine<Upload, Answer>(model);

        public override bool Return(PredictionEngine<Upload, Answer> obj) => true;
    }
}
